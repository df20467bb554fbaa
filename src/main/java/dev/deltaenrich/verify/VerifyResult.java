package dev.deltaenrich.verify;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.deltaenrich.engine.crosscheck.ReaderDifference;
import dev.deltaenrich.failure.ExitCode;
import dev.deltaenrich.report.Report;
import dev.deltaenrich.report.Result;
import java.util.List;

/**
 * What verify found. The match figures are counted again over the curated rows.
 *
 * @param verified whether nothing differs
 * @param targetPath the curated table
 * @param targetVersion the version that was read
 * @param run the run whose record was compared with it
 * @param rawPath the raw table
 * @param rawVersion the version that was read
 * @param rawNotByDelta why raw's files, partition values and schema come from this program's reader
 *     of logs and not from Delta's; null where they come from Delta's. Delta's format of files
 *     reads the rows either way
 * @param lookupTable what the snapshot was taken of
 * @param lookupSnapshot the lookup snapshot
 * @param lookupRows its rows, as kept in the history
 * @param rawRows rows of raw
 * @param curatedRows rows of curated
 * @param quarantinedRows rows of raw that are in the quarantine instead; null where the run has
 *     none. What is said of curated's rows below is said of these too
 * @param rawHash order-independent hash of the raw columns in raw; null where the schemas differ
 * @param curatedHash the same in curated; null where the schemas differ
 * @param matched rows whose key is in the lookup
 * @param nullKey rows without a key
 * @param nullTime rows whose key is in the lookup, and which have no time
 * @param outsideValidity rows whose key is in the lookup, and at whose time none of its rows is
 *     valid
 * @param unknownKey rows with a key that is not in the lookup
 * @param wrongValues values of new columns that are not what the lookup makes them
 * @param lookups of several lookups what was found of each; else none. What is said of the lookup
 *     without a name is then of all, and {@code matched} and the like of the one that matched least
 * @param schemaDifferences what is wrong with the columns, in sentences
 * @param differingRows the first ten rows that differ
 * @param fileRows files that have not as many rows as log and footer say
 * @param filesReadTwice files that parquet-java's record reader read too, of both tables
 * @param files files of both tables
 * @param readerDifferences where the two readers show other values, the first row of each file
 * @param notReadTwice columns that the second reader could not show, with the reason, in sentences
 * @param seconds how long it took
 */
public record VerifyResult(
    boolean verified,
    String targetPath,
    long targetVersion,
    String run,
    String rawPath,
    long rawVersion,
    String rawNotByDelta,
    String lookupTable,
    String lookupSnapshot,
    long lookupRows,
    long rawRows,
    long curatedRows,
    @JsonInclude(JsonInclude.Include.NON_NULL) Long quarantinedRows,
    String rawHash,
    String curatedHash,
    long matched,
    long nullKey,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) long nullTime,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) long outsideValidity,
    long unknownKey,
    long wrongValues,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<VerifiedLookup> lookups,
    List<String> schemaDifferences,
    List<DifferingRow> differingRows,
    List<FileRows> fileRows,
    long filesReadTwice,
    long files,
    List<ReaderDifference> readerDifferences,
    List<String> notReadTwice,
    double seconds)
    implements Result {

  private static final int SHOWN = 10;

  /** Copies the lists. */
  public VerifyResult {
    lookups = List.copyOf(lookups);
    schemaDifferences = List.copyOf(schemaDifferences);
    differingRows = List.copyOf(differingRows);
    fileRows = List.copyOf(fileRows);
    readerDifferences = List.copyOf(readerDifferences);
    notReadTwice = List.copyOf(notReadTwice);
  }

  @Override
  public ExitCode exitCode() {
    return verified ? ExitCode.DONE : ExitCode.DATA;
  }

  @Override
  public Report report() {
    Report.Builder report =
        Report.titled(
                "%s: %s is %s its raw table and lookup make"
                    .formatted(
                        verified ? "verified" : "DIFFERENT",
                        targetPath,
                        verified ? "what" : "not what"))
            .figure("curated", "version %d, %d rows".formatted(targetVersion, curatedRows))
            .figure("raw", "version %d, %d rows, %s".formatted(rawVersion, rawRows, rawPath));
    if (quarantinedRows != null) {
      report.figure("quarantine", "%d rows".formatted(quarantinedRows));
    }
    if (lookups.isEmpty()) {
      report.figure(
          "lookup", "%s, snapshot %s, %d rows".formatted(lookupTable, lookupSnapshot, lookupRows));
    }
    report
        .figure("run", run)
        .figure(
            "rows", rawRows == curatedRows + inQuarantine() ? "same number" : "DIFFERENT number")
        .figure("raw columns", rawColumns())
        .figure("wrong values", wrongValues);
    if (lookups.isEmpty()) {
      report
          .figure("matched", matched)
          .figure("unmatched, null-key", nullKey)
          .figure("unmatched, unknown-key", unknownKey);
      if (nullTime + outsideValidity > 0) {
        report
            .figure("unmatched, null-time", nullTime)
            .figure("unmatched, outside-validity", outsideValidity);
      }
    }
    report
        .figure("read by a second reader", readTwice())
        .figure("seconds", "%.1f".formatted(seconds));
    addLookups(report);
    if (!differingRows.isEmpty()) {
      report.table(
          "The first %d differing rows".formatted(differingRows.size()),
          List.of("difference", "expected", "found", "raw columns"),
          differingRows.stream()
              .map(row -> List.of(row.difference(), row.expected(), row.found(), row.row()))
              .toList());
    }
    if (rawNotByDelta != null) {
      report.note(
          "Raw's files, partition values and schema come from delta-enrich's own reader of logs, since %s; its rows are read by Delta's format of files."
              .formatted(rawNotByDelta));
    }
    schemaDifferences.forEach(difference -> report.note("Schema: " + difference));
    fileRows.stream().limit(SHOWN).map(FileRows::sentence).forEach(report::note);
    readerDifferences.stream().limit(SHOWN).map(ReaderDifference::sentence).forEach(report::note);
    notReadTwice.stream()
        .limit(SHOWN)
        .map("Not read a second time: "::concat)
        .forEach(report::note);
    return report.build();
  }

  private long inQuarantine() {
    return quarantinedRows == null ? 0 : quarantinedRows;
  }

  private void addLookups(Report.Builder report) {
    if (!lookups.isEmpty()) {
      report.table(
          "Lookups",
          List.of(
              "lookup",
              "snapshot",
              "rows",
              "matched",
              "null key",
              "unknown key",
              "null time",
              "outside validity",
              "wrong values"),
          lookups.stream()
              .map(
                  it ->
                      List.of(
                          "%s (%s)".formatted(it.name(), it.table()),
                          it.snapshot(),
                          "%d".formatted(it.snapshotRows()),
                          "%d".formatted(it.matched()),
                          "%d".formatted(it.nullKey()),
                          "%d".formatted(it.unknownKey()),
                          "%d".formatted(it.nullTime()),
                          "%d".formatted(it.outsideValidity()),
                          "%d".formatted(it.wrongValues())))
              .toList());
    }
  }

  private String readTwice() {
    String share = "%d of %d files".formatted(filesReadTwice, files);
    if (filesReadTwice == 0) {
      return share;
    }
    return share + (readerDifferences.isEmpty() ? ", the same values" : ", DIFFERENT values");
  }

  private String rawColumns() {
    if (rawHash == null) {
      return "not compared, since the schemas differ";
    }
    return rawHash.equals(curatedHash)
        ? "unchanged, hash " + rawHash
        : "CHANGED, hash %s instead of %s".formatted(curatedHash, rawHash);
  }
}
