package dev.deltaenrich.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.SparkSession;

/** A raw table of a random schema, written in a random way; the same for the same seed. */
final class RandomTable {
  private static final List<String> CODECS = List.of("none", "snappy", "gzip", "zstd");
  private static final List<String> TIMESTAMPS = List.of("INT96", "TIMESTAMP_MICROS");

  /** Expressions of the row's number {@code id} and the row's own {@code h}, a hash. */
  private static final List<String> COLUMNS =
      List.of(
          "CAST(h AS INT)",
          "CAST(h % 100 AS TINYINT)",
          "CAST(h % 1000 AS SHORT)",
          "h % 3 = 0",
          "CAST(h AS FLOAT) / 7",
          "CAST(h AS DOUBLE) / 7",
          "CAST(h % 100000 AS DECIMAL(9,2)) / 8",
          "CAST(h AS DECIMAL(30,5))",
          "DATE_ADD(DATE'1500-01-01', CAST(ABS(h) % 300000 AS INT))",
          "TIMESTAMP_MICROS(h % 1000000000000000)",
          "CONCAT('text ', h % 50)",
          "CAST(CONCAT('bytes ', h) AS BINARY)",
          "IF(h % 4 = 0, NULL, h)",
          "ARRAY(h % 5, NULL, h)",
          "IF(h % 5 = 0, NULL, SPLIT(CONCAT('a,', h), ','))",
          "MAP('one', h, 'two', id)",
          "NAMED_STRUCT('inner', h, 'deep', NAMED_STRUCT('most', ARRAY(CONCAT('x', h))))",
          "CAST(NULL AS STRING)");

  private final Random random;

  RandomTable(int seed) {
    this.random = new Random(seed);
  }

  /** Appends one to three files' worth of rows to {@code tables}' raw table. */
  void fill(EnrichmentTables tables) {
    SparkSession spark = tables.spark();
    Map<String, String> writing =
        Map.of(
            "spark.sql.parquet.compression.codec", any(CODECS),
            "spark.sql.parquet.outputTimestampType", any(TIMESTAMPS));
    Map<String, String> files =
        Map.of(
            "parquet.enable.dictionary", Boolean.toString(random.nextInt(3) > 0),
            "parquet.block.size", Integer.toString(1 << (12 + random.nextInt(12))),
            "parquet.page.size", Integer.toString(1 << (8 + random.nextInt(10))));
    var hadoop = spark.sparkContext().hadoopConfiguration();
    writing.forEach(spark.conf()::set);
    files.forEach(hadoop::set);
    try {
      append(tables);
    } finally {
      writing.keySet().forEach(spark.conf()::unset);
      files.keySet().forEach(hadoop::unset);
    }
  }

  private void append(EnrichmentTables tables) {
    String columns = columns();
    boolean partitioned = random.nextInt(3) == 0;
    for (int file = 0; file <= random.nextInt(3); file++) {
      String query =
          "SELECT %s FROM (SELECT id, XXHASH64(id, %d) h FROM RANGE(%d))"
              .formatted(columns, random.nextInt(), 1 + random.nextInt(3_000));
      if (partitioned) {
        tables.raw(query, "part");
      } else {
        tables.raw(query);
      }
    }
  }

  private String columns() {
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < random.nextInt(8); i++) {
      columns.add(any(COLUMNS) + " AS c" + i);
    }
    columns.add(random.nextInt(columns.size() + 1), key() + " AS merchant_id");
    columns.add("CONCAT('p=', ABS(h) % 3) AS part");
    return String.join(", ", columns);
  }

  /** Keys of the lookup with and without spaces, unknown ones, and none. */
  private String key() {
    int kinds = 7 + random.nextInt(300);
    return """
    CASE ABS(h) %% %d
      WHEN 0 THEN NULL WHEN 1 THEN 'MER-ABC' WHEN 2 THEN ' MER-XYZ' WHEN 3 THEN 'MER-123  '
      WHEN 4 THEN 'MER-NIL' WHEN 5 THEN '' WHEN 6 THEN 'mer-abc' ELSE CONCAT('MER-', ABS(h) %% %d)
    END"""
        .formatted(kinds, kinds);
  }

  private String any(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
