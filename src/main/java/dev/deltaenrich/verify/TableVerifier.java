package dev.deltaenrich.verify;

import dev.deltaenrich.plan.RunRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proves, or refutes, that a curated table is what its raw table and its lookup make: as many rows,
 * raw columns unchanged, every new value right, columns in order.
 *
 * <p>Reads raw once and curated once; more only when something differs, to show which rows. Writes
 * nothing. Thread-safe.
 */
public final class TableVerifier {
  private static final Logger LOG = LoggerFactory.getLogger(TableVerifier.class);
  private static final int SHOWN = 10;
  private static final double NANOS = 1e9;

  private final SparkSession spark;

  /** Reads with {@code spark}, which stays open. */
  public TableVerifier(SparkSession spark) {
    this.spark = spark;
  }

  /**
   * Compares the current version of {@code targetPath} with what its latest run recorded.
   *
   * @throws dev.deltaenrich.failure.EnrichException TARGET_MISSING, TARGET_FOREIGN, RUN_INCOMPLETE,
   *     RAW_MISSING or HISTORY_GONE
   */
  public VerifyResult verify(String targetPath) {
    long start = System.nanoTime();
    RecordedRun recorded = RecordedRun.latest(spark, targetPath);
    RunRecord run = recorded.run();
    LOG.info(
        "{}: verifying version {} against {} version {} and lookup snapshot {}",
        targetPath,
        recorded.targetVersion(),
        run.rawPath(),
        run.rawVersion(),
        run.lookupSnapshot());
    RecordedTables tables = new RecordedTables(spark, recorded);
    Comparison comparison = compare(tables, run);
    return comparison.result(recorded, (System.nanoTime() - start) / NANOS);
  }

  private static Comparison compare(RecordedTables tables, RunRecord run) {
    Dataset<Row> raw = tables.raw();
    Dataset<Row> curated = tables.curated();
    Dataset<Row> lookup = tables.lookup();
    ExpectedValues expected = new ExpectedValues(run);
    long lookupRows = tables.lookupRows(lookup, expected.lookupKey());
    List<String> schemaDifferences =
        SchemaComparison.differences(raw.schema(), curated.schema(), expected.names());
    if (!schemaDifferences.isEmpty()) {
      return Comparison.ofSchemas(
          schemaDifferences, lookupRows, tables.rawScan(raw::count), curated.count());
    }
    Dataset<Row> joined = expected.join(curated, lookup, lookupRows);
    List<StructField> rawFields = Arrays.asList(raw.schema().fields());
    TableFigures rawFigures = tables.rawScan(() -> TableFigures.of(figures(raw, rawFields)));
    Row row = figures(joined, rawFields, matchFigures(expected));
    Comparison comparison = Comparison.of(rawFigures, row, lookupRows);
    if (comparison.isEqual()) {
      return comparison;
    }
    DifferenceFinder finder = new DifferenceFinder(raw.schema());
    List<DifferingRow> rows = new ArrayList<>();
    if (!comparison.sameRows()) {
      rows.addAll(finder.rows(raw, curated, comparison.wrongValues() == 0 ? SHOWN : SHOWN / 2));
    }
    if (comparison.wrongValues() > 0) {
      rows.addAll(finder.wrongValues(joined, expected, SHOWN - rows.size()));
    }
    return comparison.with(rows);
  }

  private static List<Column> matchFigures(ExpectedValues expected) {
    return List.of(
        functions.count(functions.when(expected.matched(), 1)),
        functions.count(functions.when(expected.nullKey(), 1)),
        TableFigures.orZero(functions.sum(expected.wrongValues())));
  }

  private static Row figures(Dataset<Row> table, List<StructField> rawFields) {
    return figures(table, rawFields, List.of());
  }

  private static Row figures(Dataset<Row> table, List<StructField> rawFields, List<Column> more) {
    List<Column> columns = new ArrayList<>(List.of(functions.col("*")));
    columns.addAll(TableFigures.hashes(rawFields));
    List<Column> aggregates = new ArrayList<>(TableFigures.aggregates());
    aggregates.addAll(more);
    return table
        .select(columns.toArray(Column[]::new))
        .agg(aggregates.get(0), aggregates.subList(1, aggregates.size()).toArray(Column[]::new))
        .first();
  }
}
