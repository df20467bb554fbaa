package dev.deltaenrich.verify;

import dev.deltaenrich.plan.MatchCounts;
import dev.deltaenrich.plan.RunRecord;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;

/**
 * The figures of both tables side by side.
 *
 * @param raw of the raw table
 * @param curated of the curated table's raw columns, and of those of the quarantine
 * @param quarantined how many of these rows are in the quarantine
 * @param matchFigures matched, null keys and wrong values of the curated table for each lookup;
 *     none where the schemas differ
 * @param hashed whether the hashes were computed; false where the schemas differ
 * @param lookupRows rows of all lookup snapshots
 * @param schemaDifferences in sentences
 * @param rows to show
 */
record Comparison(
    TableFigures raw,
    TableFigures curated,
    long quarantined,
    List<MatchFigures> matchFigures,
    boolean hashed,
    long lookupRows,
    List<String> schemaDifferences,
    List<DifferingRow> rows) {

  /** How the curated rows met the lookup. */
  record MatchFigures(
      long matched, long nullKey, long nullTime, long outsideValidity, long wrongValues) {
    /** How many aggregates there are. */
    static final int COUNT = 5;

    /** Of no rows. */
    static final MatchFigures NONE = new MatchFigures(0, 0, 0, 0, 0);

    static MatchFigures of(Row row, int from) {
      return new MatchFigures(
          row.getLong(from),
          row.getLong(from + 1),
          row.getLong(from + 2),
          row.getLong(from + 3),
          row.getLong(from + 4));
    }

    /** The same as a run counts them. */
    MatchCounts counts(long rows) {
      return new MatchCounts(rows, matched, nullKey, nullTime, outsideValidity, Map.of());
    }

    MatchFigures plus(MatchFigures other) {
      return new MatchFigures(
          matched + other.matched,
          nullKey + other.nullKey,
          nullTime + other.nullTime,
          outsideValidity + other.outsideValidity,
          wrongValues + other.wrongValues);
    }
  }

  /** Of tables whose schemas agree. */
  static Comparison of(FileFigures raw, FileFigures curated, long quarantined, long lookupRows) {
    return new Comparison(
        raw.all(),
        curated.all(),
        quarantined,
        curated.matches(),
        true,
        lookupRows,
        List.of(),
        List.of());
  }

  /** Of tables whose rows cannot be compared, since the columns differ. */
  static Comparison ofSchemas(
      List<String> differences, long lookupRows, long rawRows, long curatedRows) {
    return new Comparison(
        new TableFigures(rawRows, 0, 0, 0),
        new TableFigures(curatedRows, 0, 0, 0),
        0,
        List.of(),
        false,
        lookupRows,
        differences,
        List.of());
  }

  Comparison with(List<DifferingRow> found) {
    return new Comparison(
        raw, curated, quarantined, matchFigures, hashed, lookupRows, schemaDifferences, found);
  }

  boolean sameRows() {
    return raw.equals(curated);
  }

  long wrongValues() {
    return matchFigures.stream().mapToLong(MatchFigures::wrongValues).sum();
  }

  boolean isEqual() {
    return hashed && sameRows() && wrongValues() == 0;
  }

  /** Those of the lookup that matched least, of several the first. */
  private MatchFigures least() {
    return matchFigures.stream()
        .min(Comparator.comparingDouble(it -> it.counts(curated.rows()).matchRate()))
        .orElse(MatchFigures.NONE);
  }

  VerifyResult result(
      RecordedRun recorded,
      ExpectedLookups expected,
      String rawNotByDelta,
      List<FileRows> fileRows,
      SecondReading second,
      double seconds) {
    RunRecord run = recorded.run();
    MatchFigures least = least();
    return new VerifyResult(
        isEqual() && fileRows.isEmpty() && second.differences().isEmpty(),
        recorded.targetPath(),
        recorded.targetVersion(),
        run.run(),
        run.raw().path(),
        run.raw().version(),
        rawNotByDelta,
        run.lookup().table(),
        run.lookup().snapshot(),
        lookupRows,
        raw.rows(),
        curated.rows() - quarantined,
        run.quarantine() == null ? null : quarantined,
        hashed ? raw.hash() : null,
        hashed ? curated.hash() : null,
        least.matched(),
        least.nullKey(),
        least.nullTime(),
        least.outsideValidity(),
        hashed ? least.counts(curated.rows()).unknownKey() : 0,
        wrongValues(),
        expected.results(matchFigures, curated.rows()),
        schemaDifferences,
        rows,
        fileRows,
        second.filesRead(),
        second.files(),
        second.differences(),
        second.unread(),
        seconds);
  }
}
