package dev.deltaenrich.splice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.config.KeyMatch;
import dev.deltaenrich.services.TestSession;
import dev.deltaenrich.splice.RawFile.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spark's two Parquet readers see the old columns as they were and the new ones as looked up. */
class SparkReadsSplicedFilesTest {
  private static final int ROWS = 1_500;
  private static final int MERCHANTS = 60;

  @TempDir java.nio.file.Path folder;

  /** Runs with one of Spark's readers, in a session of its own. */
  private static Dataset<Row> read(Path file, boolean vectorized) {
    SparkSession session = TestSession.get().newSession();
    session.conf().set("spark.sql.parquet.enableVectorizedReader", vectorized);
    session.conf().set("spark.sql.parquet.enableNestedColumnVectorizedReader", vectorized);
    session.conf().set("spark.sql.parquet.int96RebaseModeInRead", "CORRECTED");
    session.conf().set("spark.sql.parquet.datetimeRebaseModeInRead", "CORRECTED");
    return session.read().parquet(file.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "true, true, 5",
    "true, false, 5",
    "false, true, 5",
    "false, false, 5",
    "true, true, 30000",
    "false, false, 30000"
  })
  void allTypes(boolean vectorized, boolean dictionary, int variety) throws Exception {
    Random random = new Random(11);
    List<String> merchants = IntStream.range(0, MERCHANTS).mapToObj(i -> "MER-" + i).toList();
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      keys.add(random.nextInt(9) == 0 ? null : "MER-" + random.nextInt(MERCHANTS + 9));
    }
    SpliceRule rule = AllTypes.rule(merchants, KeyMatch.EXACT, random, variety);
    Shape shape = dictionary ? Shape.PLAIN_SPARK : Shape.PLAIN_SPARK.withoutDictionary();
    Path source = RawFile.write(new Path(folder.toUri().getPath(), "raw.parquet"), shape, keys);

    Spliced spliced = Spliced.of(source, rule);

    List<Row> before = read(source, vectorized).orderBy("id").collectAsList();
    List<Row> after = read(spliced.target(), vectorized).orderBy("id").collectAsList();
    assertThat(after).hasSize(ROWS);
    int old = before.get(0).length();
    for (int i = 0; i < ROWS; i++) {
      Object[] values = new Object[old + AllTypes.COLUMNS.size()];
      Object[] looked = rule.lookup().getOrDefault(String.valueOf(keys.get(i)), rule.unmatched());
      for (int column = 0; column < values.length; column++) {
        values[column] = column < old ? before.get(i).get(column) : inSpark(looked[column - old]);
      }
      assertThat(after.get(i)).isEqualTo(org.apache.spark.sql.RowFactory.create(values));
    }
  }

  private static Object inSpark(Object value) {
    if (value instanceof LocalDate date) {
      return Date.valueOf(date);
    }
    return value instanceof Instant instant ? Timestamp.from(instant) : value;
  }

  @Test
  void typesAreSparksOwn() throws Exception {
    Path source =
        RawFile.write(
            new Path(folder.toUri().getPath(), "raw.parquet"), Shape.PLAIN_SPARK, List.of("MER-1"));

    Spliced spliced =
        Spliced.of(source, AllTypes.rule(List.of("MER-1"), KeyMatch.EXACT, new Random(1), 5));

    StructField[] fields = read(spliced.target(), true).schema().fields();
    assertThat(Arrays.copyOfRange(fields, fields.length - AllTypes.COLUMNS.size(), fields.length))
        .extracting(field -> field.dataType().sql() + (field.nullable() ? "" : " NOT NULL"))
        .containsExactly(
            "STRING",
            "SMALLINT",
            "INT",
            "BIGINT",
            "BOOLEAN",
            "FLOAT",
            "DOUBLE",
            "DECIMAL(9,2)",
            "DECIMAL(18,4)",
            "DECIMAL(38,10)",
            "DATE",
            "TIMESTAMP");
  }

  /** Spark reads the schema it left in the footer in place of Parquet's. */
  @Test
  void columnIsInTheSchemaThatSparkLeavesInItsFiles() throws Exception {
    Path source = writtenBySpark();

    Spliced spliced = Spliced.of(source, Spliced.categories(Map.of("MER-1", "food"), "none"));

    Dataset<Row> rows = read(spliced.target(), true);
    assertThat(rows.schema())
        .isEqualTo(read(source, true).schema().add("category", DataTypes.StringType, true));
    assertThat(rows.schema().apply("id").metadata().getString("comment")).isEqualTo("a number");
    assertThat(rows.where("category = 'food'").count())
        .isEqualTo(rows.where("merchant_id = 'MER-1'").count())
        .isPositive();
    assertThat(rows.where("category IS NULL").count()).isZero();
  }

  private Path writtenBySpark() throws IOException {
    java.nio.file.Path out = folder.resolve("spark");
    Dataset<Row> rows =
        TestSession.get()
            .range(0, 2_000, 1, 1)
            .selectExpr("id", "concat('MER-', id % 7) AS merchant_id", "array(id) AS ids");
    rows.withColumn(
            "id",
            rows.col("id")
                .as(
                    "id",
                    new org.apache.spark.sql.types.MetadataBuilder()
                        .putString("comment", "a number")
                        .build()))
        .write()
        .parquet(out.toString());
    try (var files = Files.list(out)) {
      java.nio.file.Path made =
          files.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow();
      return new Path(made.toUri().getPath());
    }
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void filtersOnOldAndNewColumns(boolean vectorized) throws Exception {
    List<String> keys = IntStream.range(0, ROWS).mapToObj(i -> "MER-" + i / 100).toList();
    Path source =
        RawFile.write(new Path(folder.toUri().getPath(), "raw.parquet"), Shape.PLAIN_SPARK, keys);
    Spliced spliced =
        Spliced.of(source, Spliced.categories(Map.of("MER-3", "food", "MER-4", "fun")));

    Dataset<Row> rows = read(spliced.target(), vectorized);

    assertThat(
            rows.where("category = 'food'")
                .select("id")
                .as(org.apache.spark.sql.Encoders.LONG())
                .collectAsList())
        .containsExactlyElementsOf(java.util.stream.LongStream.range(300, 400).boxed().toList());
    assertThat(rows.where("category > 'food' AND id < 410").count()).isEqualTo(10);
    assertThat(rows.where("category IS NULL AND merchant_id = 'MER-5'").count()).isEqualTo(100);
    assertThat(rows.where("id = 777").collectAsList()).hasSize(1);
  }
}
