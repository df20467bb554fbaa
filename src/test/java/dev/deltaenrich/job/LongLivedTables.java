package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.engine.table.DeltaTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.TimestampType;

/**
 * A target and a lookup history of more than ten versions, each with a checkpoint: partitions,
 * files that were replaced and removed, a column that was gained, a transaction of another program.
 */
final class LongLivedTables {
  static final String APPLICATION = "another program";
  static final long TRANSACTION = 7;

  private static final int RUNS = 12;
  private static final int CHECKPOINT = 10;
  private static final int TRANSACTION_BEFORE = 3;
  private static final int COLUMN_GAINED = 5;
  private static final int LOOKUP_CHANGES = 7;
  private static final int ROW_DELETED = 8;

  private LongLivedTables() {}

  /** Makes them. */
  static EnrichmentTables make(Path folder) throws IOException {
    EnrichmentTables tables =
        new EnrichmentTables(folder)
            .set("lookup.history.path", folder.resolve("lookups").toString());
    for (int run = 0; run < RUNS; run++) {
      tables.raw(rows(run), "part");
      // Of a new merchant, whom no row has, the lookup is another one and no file is.
      tables.database(
          "INSERT INTO merchant_lookup VALUES ('NEW-%1$d', 'New', 'C%1$d')".formatted(run));
      if (run == TRANSACTION_BEFORE) {
        commitTransaction(tables);
      } else if (run == LOOKUP_CHANGES) {
        tables.database(
            "UPDATE merchant_lookup SET category = 'Food' WHERE merchant_id = 'MER-ABC'");
      } else if (run == ROW_DELETED) {
        tables.sql("DELETE FROM RAW WHERE id = 1");
      }
      tables.enrich();
    }
    assertThat(Path.of(tables.targetPath(), checkpoint(CHECKPOINT))).exists();
    assertThat(Path.of(tables.historyPath(), checkpoint(CHECKPOINT))).exists();
    return tables;
  }

  private static String rows(int run) {
    return """
        SELECT id, IF(id %% 3 = 0, 'MER-ABC', IF(id %% 3 = 1, 'MER-?', NULL)) merchant_id,
          CAST(id / 8 - 4 AS DECIMAL(12,3)) amount, DATE'2024-02-27' + CAST(id AS INT) day,
          TIMESTAMP'2024-02-29 23:59:59.000001Z' + make_interval(0, 0, 0, 0, CAST(id AS INT)) at,
          %s
          CASE WHEN id %% 2 = 0 THEN 'a b/%%=ü' WHEN id %% 5 = 0 THEN NULL ELSE 'c' END part
        FROM range(%d, %d, 1, 1)"""
        .formatted(run < COLUMN_GAINED ? "" : "'n' || id gained,", run * 10, run * 10 + 10);
  }

  private static void commitTransaction(EnrichmentTables tables) throws IOException {
    long version = DeltaTable.open(tables.spark(), tables.targetPath()).version() + 1;
    Files.writeString(
        Path.of(tables.targetPath(), "_delta_log/%020d.json".formatted(version)),
        """
        {"commitInfo":{"timestamp":1764178174000,"operation":"STREAMING UPDATE"}}
        {"txn":{"appId":"%s","version":%d,"lastUpdated":%d}}
        """
            .formatted(APPLICATION, TRANSACTION, System.currentTimeMillis()));
  }

  /** A copy of a table, from which the entries below its checkpoint are deleted. */
  static String withoutEntries(String table) throws IOException {
    Path copy = Path.of(table + "-cleaned");
    FileUtils.copyDirectory(Path.of(table).toFile(), copy.toFile());
    for (int version = 0; version < CHECKPOINT; version++) {
      Files.delete(copy.resolve("_delta_log/%020d.json".formatted(version)));
    }
    return copy.toString();
  }

  private static String checkpoint(long version) {
    return "_delta_log/%020d.checkpoint.parquet".formatted(version);
  }

  /** A table's rows as texts: times are microseconds, maps are JSON. */
  static List<List<String>> texts(Dataset<Row> table) {
    Column[] columns =
        Arrays.stream(table.schema().fields())
            .map(field -> text(table.col(field.name()), field.dataType()))
            .toArray(Column[]::new);
    return table.select(columns).collectAsList().stream()
        .map(
            row -> {
              String[] texts = new String[columns.length];
              Arrays.setAll(texts, row::getString);
              return Arrays.asList(texts);
            })
        .toList();
  }

  private static Column text(Column column, DataType type) {
    if (type instanceof TimestampType) {
      return functions.expr("CAST(unix_micros(`%s`) AS STRING)".formatted(column));
    }
    return type instanceof MapType ? functions.to_json(column) : column.cast("string");
  }
}
