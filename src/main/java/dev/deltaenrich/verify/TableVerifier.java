package dev.deltaenrich.verify;

import dev.deltaenrich.engine.FailureTranslator;
import dev.deltaenrich.plan.RunRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proves, or refutes, that a curated table is what its raw table and its lookup make: as many rows,
 * raw columns unchanged, every new value right, columns in order.
 *
 * <p>Reads raw once and curated once, some files of both a second time by another reader, and more
 * only when something differs, to show which rows. Writes nothing. Thread-safe.
 */
public final class TableVerifier {
  /** How many bytes of each table are read twice where nobody says otherwise. */
  public static final long SECOND_READ_BYTES = 64L << 20;

  private static final Logger LOG = LoggerFactory.getLogger(TableVerifier.class);
  private static final int SHOWN = 10;
  private static final double NANOS = 1e9;

  private final SparkSession spark;
  private final long secondReadBytes;

  /** Reads with {@code spark}, which stays open, and {@link #SECOND_READ_BYTES} twice. */
  public TableVerifier(SparkSession spark) {
    this(spark, SECOND_READ_BYTES);
  }

  /**
   * Reads with {@code spark}, which stays open.
   *
   * @param secondReadBytes how many bytes of files of each table are read by a second reader too;
   *     one file is, even if it is larger; 0 for none
   */
  public TableVerifier(SparkSession spark, long secondReadBytes) {
    this.spark = spark;
    this.secondReadBytes = secondReadBytes;
  }

  /**
   * Compares the current version of {@code targetPath} with what its latest run recorded.
   *
   * @throws dev.deltaenrich.failure.EnrichException TARGET_MISSING, TARGET_FOREIGN, RUN_INCOMPLETE,
   *     RAW_MISSING, HISTORY_GONE, FILE_UNREADABLE, FILE_CORRUPT, or what the store says
   */
  public VerifyResult verify(String targetPath) {
    long start = System.nanoTime();
    RecordedRun recorded = RecordedRun.latest(spark, targetPath);
    RunRecord run = recorded.run();
    LOG.info(
        "{}: verifying version {} against {} version {} and lookup snapshot {}",
        targetPath,
        recorded.targetVersion(),
        run.raw().path(),
        run.raw().version(),
        run.lookup().snapshot());
    RecordedTables tables = new RecordedTables(spark, recorded);
    try {
      return verify(tables, recorded, start);
    } catch (Exception e) {
      // Scala throws checked ones undeclared.
      throw FailureTranslator.translate("verify " + targetPath, e);
    }
  }

  private VerifyResult verify(RecordedTables tables, RecordedRun recorded, long start) {
    ScannedTable raw = tables.raw();
    ScannedTable curated = tables.curated();
    Optional<ScannedTable> quarantine = tables.quarantine();
    List<FileRows> fileRows = new ArrayList<>();
    ExpectedLookups expected = ExpectedLookups.of(spark, recorded, curated.rows().schema());
    Comparison comparison = compare(tables, raw, curated, quarantine, expected, fileRows);
    SecondReading second =
        tables
            .rawScan(() -> SecondReading.of(raw, secondReadBytes))
            .plus(SecondReading.of(curated, secondReadBytes));
    if (quarantine.isPresent()) {
      second = second.plus(SecondReading.of(quarantine.get(), secondReadBytes));
    }
    return comparison.result(
        recorded,
        expected,
        raw.notByDelta(),
        fileRows,
        second,
        (System.nanoTime() - start) / NANOS);
  }

  private static Comparison compare(
      RecordedTables tables,
      ScannedTable rawTable,
      ScannedTable curatedTable,
      Optional<ScannedTable> quarantine,
      ExpectedLookups expected,
      List<FileRows> fileRows) {
    Dataset<Row> raw = tables.rawScan(rawTable::rows);
    Dataset<Row> curated = curatedTable.rows();
    List<String> schemaDifferences =
        SchemaComparison.differences(raw.schema(), curated.schema(), expected.names());
    if (!schemaDifferences.isEmpty()) {
      FileFigures rawRows = tables.rawScan(() -> FileFigures.rowsOf(FileFigures.withFile(raw)));
      FileFigures curatedRows = FileFigures.rowsOf(FileFigures.withFile(curated));
      fileRows.addAll(tables.rawScan(() -> rawRows.differences(rawTable)));
      fileRows.addAll(curatedRows.differences(curatedTable));
      return Comparison.ofSchemas(
          schemaDifferences, expected.rows(), rawRows.count(), curatedRows.count());
    }
    Dataset<Row> all = Quarantined.union(curated, quarantine);
    Dataset<Row> joined = expected.join(all);
    List<StructField> rawFields = Arrays.asList(raw.schema().fields());
    FileFigures rawFigures =
        tables.rawScan(() -> FileFigures.of(FileFigures.withFile(raw), rawFields, List.of()));
    FileFigures curatedFigures = FileFigures.of(joined, rawFields, expected.figures());
    fileRows.addAll(tables.rawScan(() -> rawFigures.differences(rawTable)));
    fileRows.addAll(curatedFigures.differences(curatedTable));
    quarantine.ifPresent(table -> fileRows.addAll(curatedFigures.differences(table)));
    long quarantined = quarantine.map(curatedFigures::rowsIn).orElse(0L);
    Comparison comparison = Comparison.of(rawFigures, curatedFigures, quarantined, expected.rows());
    if (comparison.isEqual()) {
      return comparison;
    }
    DifferenceFinder finder = new DifferenceFinder(raw.schema());
    List<DifferingRow> rows = new ArrayList<>();
    if (!comparison.sameRows()) {
      rows.addAll(finder.rows(raw, all, comparison.wrongValues() == 0 ? SHOWN : SHOWN / 2));
    }
    if (comparison.wrongValues() > 0) {
      rows.addAll(finder.wrongValues(joined, expected, SHOWN - rows.size()));
    }
    return comparison.with(rows);
  }
}
