package dev.deltaenrich.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.failure.ErrorCode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LookupTypesTest {
  private static final LookupFixture FIXTURE = fixture();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "smallint         | -32768                        | smallint       | -32768",
        "integer          | 2147483647                    | int            | 2147483647",
        "bigint           | -9223372036854775808          | bigint         | -9223372036854775808",
        "numeric(38,10)   | 1234567890123456789012345678.0123456789 | decimal(38,10) | 1234567890123456789012345678.0123456789",
        "numeric(5,2)     | 1.5                           | decimal(5,2)   | 1.50",
        "numeric          | 12345678901234567890.000000000000000001 | decimal(38,18) | 12345678901234567890.000000000000000001",
        "boolean          | true                          | boolean        | true",
        "real             | 0.1                           | float          | 0.1",
        "real             | NaN                           | float          | NaN",
        "double precision | -Infinity                     | double         | -Infinity",
        "double precision | NaN                           | double         | NaN",
        "date             | 2024-02-29                    | date           | 2024-02-29",
        "date             | 0044-03-15 BC                 | date           | -0043-03-15",
        "date             | 5874897-12-31                 | date           | +5874897-12-31",
        "timestamp        | 2024-01-02 03:04:05.678901    | timestamp      | 2024-01-02 03:04:05.678901Z",
        "timestamp        | 0044-03-15 01:00:00 BC        | timestamp      | -0043-03-15 01:00:00.000000Z",
        "timestamptz      | 2024-01-02 03:04:05+02        | timestamp      | 2024-01-02 01:04:05.000000Z",
        "timestamptz      | 2024-03-31 02:30:00 Europe/Berlin | timestamp  | 2024-03-31 01:30:00.000000Z",
        "uuid             | A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11 | string  | a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
        "jsonb            | {\"b\":1,\"a\":[]}            | string         | {\"a\": [], \"b\": 1}",
        "inet             | 10.0.0.1/8                    | string         | 10.0.0.1/8",
        "mood             | so-so                         | string         | so-so",
        "code             | AB1                           | string         | AB1",
        "varchar(10)      | caf\u00e9                     | string         | caf\u00e9",
      })
  void readsATypeAsSparksCounterpart(String type, String value, String spark, String text) {
    Lookup lookup = lookupOf(type, LookupFixture.literal(value)).read();

    assertThat(lookup.columns().get(0).type().catalogString()).isEqualTo(spark);
    LookupRow row = lookup.rows().get(0);
    assertThat(row.texts()).containsExactly(text);
    assertThat(LookupType.text(row.values()[0])).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "smallint",
        "integer",
        "bigint",
        "numeric(38,10)",
        "numeric",
        "boolean",
        "real",
        "double precision",
        "date",
        "timestamp",
        "timestamptz",
        "uuid",
        "jsonb",
        "mood",
        "code",
        "char(5)",
        "varchar(10)"
      })
  void readsNullsOfEveryType(String type) {
    assertThat(lookupOf(type, "NULL").read().rows().get(0).values()).containsExactly((Object) null);
  }

  @Test
  void handsSparkTheObjectsItsRowsHold() {
    assertThat(lookupOf("date", "'2024-02-29'").read().rows().get(0).values())
        .containsExactly(LocalDate.of(2024, 2, 29));
    assertThat(lookupOf("timestamptz", "'2024-01-02 03:04:05+00'").read().rows().get(0).values())
        .containsExactly(Instant.parse("2024-01-02T03:04:05Z"));
    assertThat(lookupOf("numeric(5,2)", "1.5").read().rows().get(0).values())
        .containsExactly(new BigDecimal("1.50"));
  }

  /** The padding of char(n) means nothing in PostgreSQL; as a key it would match no raw key. */
  @Test
  void dropsThePaddingOfFixedWidthText() {
    FIXTURE.execute(
        "DROP TABLE IF EXISTS merchant_lookup",
        "CREATE TABLE merchant_lookup (merchant_id char(6), category char(4), spaced varchar(4))",
        "INSERT INTO merchant_lookup VALUES ('AB', ' x', ' x ')");

    Lookup lookup = FIXTURE.read("lookup.columns=category:c,spaced:s");

    assertThat(lookup.rows().get(0).key()).isEqualTo("AB");
    assertThat(lookup.rows().get(0).values()).containsExactly(" x", " x ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytea",
        "integer[]",
        "money",
        "interval",
        "time",
        "timetz",
        "bit(1)",
        "point",
        "tsvector",
        "int4range",
        "numeric(39,2)",
        "numeric(3,5)",
        "numeric(3,-2)"
      })
  void refusesATypeThatSparkLacks(String type) {
    assertThat(lookupOf(type, "NULL").failure(ErrorCode.LOOKUP_TYPE))
        .hasMessageStartingWith(
            "Cannot use lookup merchant_lookup: its column 'category' is "
                + type.replace("integer[]", "_int4").replaceAll("bit\\(.*", "bit"))
        .hasMessageEndingWith(
            ", which has no counterpart in Spark; cast it in a view and set lookup.table to that");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "numeric     | 123456789012345678901 | decimal(38,18)",
        "numeric     | 0.1234567890123456789 | decimal(38,18)",
        "numeric     | NaN                   | decimal(38,18)",
        "numeric     | Infinity              | decimal(38,18)",
        "numeric(5,2)| NaN                   | decimal(5,2)",
        "date        | infinity              | date",
        "date        | -infinity             | date",
        "timestamp   | infinity              | timestamp",
        "timestamp   | 294276-12-31 00:00:00 | timestamp",
        "timestamptz | infinity              | timestamp",
        "timestamptz | -infinity             | timestamp",
      })
  void namesTheRowWhoseValueSparkCannotHold(String type, String value, String spark) {
    assertThat(lookupOf(type, LookupFixture.literal(value)).failure(ErrorCode.LOOKUP_TYPE))
        .hasMessageContaining(
            "for key 'K' its column 'category' holds %s, which does not fit %s; correct the row"
                .formatted(value, spark));
  }

  @ParameterizedTest
  @CsvSource({"real, float4", "timestamp, timestamp", "boolean, bool", "bytea, bytea"})
  void refusesAKeyOfAnotherType(String type, String shown) {
    FIXTURE.execute(
        "DROP TABLE IF EXISTS merchant_lookup",
        "CREATE TABLE merchant_lookup (merchant_id %s, category text)".formatted(type));

    String[] first = {"lookup.duplicates=first:category", "lookup.match=trim-ignore-case"};
    for (String[] assignments : new String[][] {{}, first}) {
      assertThat(FIXTURE.failure(ErrorCode.KEY_NOT_TEXT, assignments))
          .hasMessage(
              "Cannot use lookup merchant_lookup: its key 'merchant_id' is %s, and only texts, whole"
                  + " numbers and dates can be looked up; cast it in a view and set lookup.table to"
                  + " that",
              shown);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mood", "code", "uuid", "citext", "name"})
  void takesKeysOfTextLikeTypes(String type) {
    String value = type.equals("uuid") ? "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11" : "ABC";
    FIXTURE.execute(
        "CREATE TABLE by_%1$s (merchant_id %1$s, category text)".formatted(type),
        "INSERT INTO by_%s VALUES ('%s', '2'), ('%s', '1')".formatted(type, value, value));

    Lookup lookup =
        FIXTURE.read(
            "lookup.table=by_" + type,
            "lookup.match=trim-ignore-case",
            "lookup.duplicates=first:category");

    assertThat(lookup.columns().get(0).type()).isEqualTo(DataTypes.StringType);
    assertThat(LookupFixture.values(lookup)).containsExactly(Map.entry(value, "1"));
  }

  /** One database for all: so many take their time to be made. */
  private static LookupFixture fixture() {
    LookupFixture fixture = LookupFixture.create();
    fixture.executeAsSuperuser("CREATE EXTENSION citext");
    fixture.execute(
        "CREATE TYPE mood AS ENUM ('so-so', 'ABC')",
        "CREATE DOMAIN code AS text CHECK (value ~ '^[A-Z0-9]+$')");
    return fixture;
  }

  private static LookupFixture lookupOf(String type, String literal) {
    FIXTURE.execute(
        "DROP TABLE IF EXISTS merchant_lookup",
        "CREATE TABLE merchant_lookup (merchant_id text, category %s)".formatted(type),
        "INSERT INTO merchant_lookup VALUES ('K', %s)".formatted(literal));
    return FIXTURE;
  }
}
