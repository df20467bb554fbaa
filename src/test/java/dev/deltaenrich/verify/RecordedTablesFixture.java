package dev.deltaenrich.verify;

import dev.deltaenrich.plan.MatchCounts;
import dev.deltaenrich.plan.RunRecord;
import dev.deltaenrich.services.TestSession;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * A raw table, a lookup history and a curated table in a folder, written by plain Spark from SQL
 * queries: what a run of enrich leaves behind, or something that is wrong in one respect. Several
 * curated tables can be made of the same raw table and lookup.
 */
final class RecordedTablesFixture {
  static final String SNAPSHOT = "snapshot-1";

  private static final String USER_METADATA = "spark.databricks.delta.commitInfo.userMetadata";

  private final SparkSession spark = TestSession.get();
  private final Path folder;
  private String key = "merchant_id";
  private String columns = "category:enriched_category";
  private String match = "exact";
  private String unmatched = "null";
  private long rawVersion;
  private boolean complete = true;
  private int curatedTables;

  RecordedTablesFixture(Path folder) {
    this.folder = folder;
  }

  /** The default tables: four rows, of which one has no key and one an unknown key. */
  static RecordedTablesFixture merchants(Path folder) {
    RecordedTablesFixture tables = new RecordedTablesFixture(folder);
    tables.raw(
        """
        SELECT * FROM VALUES
          ('t1', 'MER-ABC', 1.00), ('t2', 'MER-XYZ', 2.00), ('t3', NULL, 3.00), ('t4', 'MER-?', 4.00)
        AS (transaction_id, merchant_id, amount)""");
    tables.lookup(
        """
        SELECT * FROM VALUES
          ('MER-ABC', map('category', 'Groceries')), ('MER-XYZ', map('category', 'Electronics')),
          ('MER-NIL', map('category', CAST(NULL AS STRING)))
        AS (key, values)""");
    return tables;
  }

  RecordedTablesFixture rule(String columns, String match, String unmatched) {
    this.columns = columns;
    this.match = match;
    this.unmatched = unmatched;
    return this;
  }

  RecordedTablesFixture key(String key) {
    this.key = key;
    return this;
  }

  RecordedTablesFixture rawVersion(long version) {
    this.rawVersion = version;
    return this;
  }

  RecordedTablesFixture raw(String query, String... partitionColumns) {
    write(spark.sql(query), rawPath(), partitionColumns);
    return this;
  }

  RecordedTablesFixture lookup(String query) {
    write(
        spark.sql("SELECT '%s' AS snapshot, key, values FROM (%s)".formatted(SNAPSHOT, query)),
        historyPath(),
        "snapshot");
    return this;
  }

  /** Writes another curated table in a commit that carries this fixture's run record. */
  RecordedTablesFixture curated(String query, String... partitionColumns) {
    curatedTables++;
    spark.conf().set(USER_METADATA, run().toJson());
    try {
      write(spark.sql(query), curatedPath(), partitionColumns);
    } finally {
      spark.conf().unset(USER_METADATA);
    }
    return this;
  }

  private static void write(Dataset<Row> rows, String path, String... partitionColumns) {
    rows.write().format("delta").mode(SaveMode.Append).partitionBy(partitionColumns).save(path);
  }

  VerifyResult verify() {
    return new TableVerifier(spark).verify(curatedPath());
  }

  String rawPath() {
    return folder.resolve("raw").toString();
  }

  String historyPath() {
    return folder.resolve("lookups").toString();
  }

  String curatedPath() {
    return folder.resolve("curated-" + curatedTables).toString();
  }

  SparkSession spark() {
    return spark;
  }

  /** Makes the run one that had more to do. */
  RecordedTablesFixture cutShort() {
    complete = false;
    return this;
  }

  private RunRecord run() {
    return new RunRecord(
        "0.1.0",
        "run-1",
        new RunRecord.Raw(rawPath(), rawVersion, null),
        new RunRecord.UsedLookup(SNAPSHOT, "merchant_lookup", historyPath(), 3),
        new RunRecord.UsedRule("rule-1", key, columns, match, unmatched),
        new MatchCounts(4, 2, 1, Map.of()),
        List.of(),
        null,
        Map.of("rewrite", 1),
        0,
        0,
        complete,
        1.0);
  }
}
