package dev.deltaenrich.job;

import static dev.deltaenrich.job.EnrichmentTables.rows;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.sql.Date;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** Columns of every type, those that were there and those that are new. */
interface TypesContract extends EnrichmentContract {
  /** The time that the typed lookup has. */
  String THEN = "2024-02-29T12:34:56.123456Z";

  @Test
  default void newColumnsHaveTheLookupsTypes() {
    typedLookup()
        .raw("SELECT 'A' merchant_id UNION ALL SELECT 'B' UNION ALL SELECT 'C'")
        .enrichAndCheck();

    StructType schema = tables().curated().schema();
    assertThat(schema.apply("a_text").dataType()).isEqualTo(DataTypes.StringType);
    assertThat(schema.apply("an_int").dataType()).isEqualTo(DataTypes.IntegerType);
    assertThat(schema.apply("a_decimal").dataType()).isEqualTo(DataTypes.createDecimalType(12, 3));
    assertThat(schema.apply("a_flag").dataType()).isEqualTo(DataTypes.BooleanType);
    assertThat(schema.apply("a_date").dataType()).isEqualTo(DataTypes.DateType);
    assertThat(schema.apply("a_time").dataType()).isEqualTo(DataTypes.TimestampType);
    assertThat(schema.apply("a_double").dataType()).isEqualTo(DataTypes.DoubleType);
    Row row = tables().curated().where("merchant_id = 'A'").first();
    assertThat(row.getString(1)).isEqualTo("text");
    assertThat(row.getInt(2)).isEqualTo(-7);
    assertThat(row.getDecimal(3)).isEqualTo(new BigDecimal("123456789.125"));
    assertThat(row.getBoolean(4)).isTrue();
    assertThat(row.getDate(5)).isEqualTo(Date.valueOf("2024-02-29"));
    assertThat(row.getTimestamp(6).toInstant()).isEqualTo(Instant.parse(THEN));
    assertThat(row.getDouble(7)).isEqualTo(0.1);
    assertThat(tables().curated().where("merchant_id <> 'A'").drop("merchant_id").collectAsList())
        .allSatisfy(other -> assertThat(other.toSeq().mkString("")).isEqualTo("null".repeat(7)));
  }

  @Test
  default void newColumnsOfEveryTypeComeThroughAShuffleJoin() {
    typedLookup()
        .set("lookup.max-broadcast-bytes", "1B")
        .raw("SELECT 'A' merchant_id UNION ALL SELECT 'B' UNION ALL SELECT 'C'");

    EnrichResult result = tables().enrichAndCheck();

    assertThat(result.join()).isEqualTo("shuffle");
    long day = LocalDate.of(2024, 2, 29).toEpochDay();
    assertThat(tables().curatedRows().lines())
        .contains("A|text|-7|123456789.125|true|%d|%s|0.1".formatted(day, micros(THEN)));
  }

  /** A row A with values and a row B of nulls. */
  private EnrichmentTables typedLookup() {
    return tables()
        .database(
            """
            CREATE TABLE typed (k TEXT PRIMARY KEY, a_text TEXT, an_int INT, a_decimal NUMERIC(12,3),
              a_flag BOOLEAN, a_date DATE, a_time TIMESTAMP, a_double DOUBLE PRECISION)""",
            """
            INSERT INTO typed VALUES ('A', 'text', -7, 123456789.125, true, '2024-02-29',
              '2024-02-29 12:34:56.123456', 0.1)""",
            "INSERT INTO typed (k) VALUES ('B')")
        .set("lookup.table", "typed")
        .set("lookup.key", "k")
        .set("lookup.columns", "a_text,an_int,a_decimal,a_flag,a_date,a_time,a_double");
  }

  private static String micros(String instant) {
    return String.valueOf(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(instant)));
  }

  @Test
  default void aSessionInAnotherZoneChangesNoInstant() {
    typedLookup().raw("SELECT 'A' merchant_id").set("enrich.mode", "full");
    tables().spark().conf().set("spark.sql.session.timeZone", "America/New_York");
    try {
      for (String bound : new String[] {"1GiB", "1B"}) {
        tables().set("lookup.max-broadcast-bytes", bound).enrichAndCheck();

        assertThat(tables().curatedRows().column("a_time")).containsExactly(micros(THEN));
      }
    } finally {
      tables().spark().conf().set("spark.sql.session.timeZone", "UTC");
    }
  }

  @Test
  default void rawColumnsOfEveryTypeStayAsTheyAre() {
    tables()
        .raw(
            """
            SELECT * FROM VALUES
              ('MER-ABC', map('k', 1, 'n', NULL), array('a', NULL, ''),
               named_struct('x', 1, 'y', named_struct('z', 'deep')), X'00FF', true, 1Y, 2S, 3, 4L,
               CAST('1.5' AS FLOAT), CAST('NaN' AS DOUBLE), CAST('99999999.99' AS DECIMAL(10,2)),
               CAST('12345678901234567890.123456789012345678' AS DECIMAL(38,18)),
               array(named_struct('m', map('a', array(1, 2)))),
               DATE'1582-10-04', TIMESTAMP'1582-10-04 23:59:59.999999'),
              (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
               DATE'9999-12-31', TIMESTAMP'9999-12-31 23:59:59.999999'),
              ('MER-ABC', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
               DATE'0001-01-01', TIMESTAMP'0001-01-01 00:00:00'),
              (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
               NULL, NULL),
              ('MER-XYZ', map(), array(), named_struct('x', NULL, 'y', NULL), X'', false, -128Y,
               -32768S, -2147483648, -9223372036854775808L, CAST('-Infinity' AS FLOAT), -0.0D,
               CAST('-0.01' AS DECIMAL(10,2)), CAST(0 AS DECIMAL(38,18)), array(NULL),
               DATE'1899-12-31', TIMESTAMP'1899-12-31 23:59:59.000001')
            AS (merchant_id, a_map, an_array, a_struct, a_binary, a_flag, a_byte, a_short, an_int,
              a_long, a_float, a_double, a_decimal, a_large_decimal, nested, a_date, a_time)""")
        .enrichAndVerify();

    List<String> curated = rows(tables().curated());
    assertThat(curated).hasSize(5).isEqualTo(rows(tables().oracle()));
    assertThat(curated)
        .as("a time before the Gregorian calendar")
        .anySatisfy(
            row ->
                assertThat(row)
                    .contains("\"a_date\":\"0001-01-01\"", "0001-01-01T00:00:00.000000Z"));
    tables().check();
    StructField[] fields = tables().curatedRows().schema().fields();
    assertThat(Arrays.copyOf(fields, fields.length - 1))
        .isEqualTo(tables().landedRows().schema().fields());
  }

  @Test
  default void timesStoredInEachWayStayAsTheyAre() {
    String query =
        "SELECT 'MER-ABC' merchant_id, a_time FROM VALUES (TIMESTAMP'2024-02-29 12:34:56.123456'), (TIMESTAMP'1816-03-29 05:56:08.066277'), (NULL) AS (a_time)";
    String setting = "spark.sql.parquet.outputTimestampType";
    String before = tables().spark().conf().get(setting);
    try {
      for (String stored : new String[] {"INT96", "TIMESTAMP_MICROS"}) {
        tables().spark().conf().set(setting, stored);
        tables().raw(query);
      }
    } finally {
      tables().spark().conf().set(setting, before);
    }

    tables().enrichAndCheck();

    assertThat(rows(tables().curated())).hasSize(6).isEqualTo(rows(tables().oracle()));
  }

  @Test
  default void commentsStayAndAnyColumnMayBeNull() {
    tables()
        .sql(
            "CREATE TABLE RAW (id BIGINT NOT NULL COMMENT 'the number', merchant_id STRING COMMENT 'who', a STRUCT<b: INT COMMENT 'inner'>) USING delta");
    tables().raw("SELECT 1L id, 'MER-ABC' merchant_id, named_struct('b', 1) a").enrichAndCheck();

    StructType raw = tables().landedRows().schema();
    StructType curated = tables().curatedRows().schema();
    assertThat(curated.apply("id").nullable()).isTrue();
    assertThat(curated.apply("id").getComment().get()).isEqualTo("the number");
    assertThat(curated.apply("merchant_id").nullable()).isTrue();
    assertThat(curated.apply("merchant_id").getComment().get()).isEqualTo("who");
    assertThat(curated.apply("a")).isEqualTo(raw.apply("a"));
    assertThat(curated.apply("enriched_category").nullable()).isTrue();
  }

  @Test
  default void textOfDeclaredLengthStaysText() {
    tables().sql("CREATE TABLE RAW (merchant_id VARCHAR(20), code CHAR(5)) USING delta");
    tables().sql("INSERT INTO RAW VALUES ('MER-ABC', 'ab'), ('MER-?', NULL)");
    tables().enrichAndCheck();

    assertThat(tables().curatedRows().lines())
        .containsExactly("MER-?|null|null", "MER-ABC|ab|Groceries");
    // CharColumnsTest has readers pad by this.
    assertThat(tables().curatedRows().schema().apply("code"))
        .isEqualTo(tables().landedRows().schema().apply("code"));
  }
}
