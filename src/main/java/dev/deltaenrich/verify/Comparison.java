package dev.deltaenrich.verify;

import dev.deltaenrich.plan.RunRecord;
import java.util.List;
import org.apache.spark.sql.Row;

/**
 * The figures of both tables side by side.
 *
 * @param raw of the raw table
 * @param curated of the curated table's raw columns
 * @param matchFigures matched, null keys and wrong values of the curated table
 * @param hashed whether the hashes were computed; false where the schemas differ
 * @param lookupRows rows of the lookup snapshot
 * @param schemaDifferences in sentences
 * @param rows to show
 */
record Comparison(
    TableFigures raw,
    TableFigures curated,
    MatchFigures matchFigures,
    boolean hashed,
    long lookupRows,
    List<String> schemaDifferences,
    List<DifferingRow> rows) {

  /** How the curated rows met the lookup. */
  record MatchFigures(long matched, long nullKey, long wrongValues) {}

  /** Of tables whose schemas agree; {@code row} holds the curated table's aggregates. */
  static Comparison of(TableFigures raw, Row row, long lookupRows) {
    int next = TableFigures.count();
    MatchFigures matchFigures =
        new MatchFigures(row.getLong(next), row.getLong(next + 1), row.getLong(next + 2));
    return new Comparison(
        raw, TableFigures.of(row), matchFigures, true, lookupRows, List.of(), List.of());
  }

  /** Of tables whose rows cannot be compared, since the columns differ. */
  static Comparison ofSchemas(
      List<String> differences, long lookupRows, long rawRows, long curatedRows) {
    return new Comparison(
        new TableFigures(rawRows, 0, 0, 0),
        new TableFigures(curatedRows, 0, 0, 0),
        new MatchFigures(0, 0, 0),
        false,
        lookupRows,
        differences,
        List.of());
  }

  Comparison with(List<DifferingRow> found) {
    return new Comparison(raw, curated, matchFigures, hashed, lookupRows, schemaDifferences, found);
  }

  boolean sameRows() {
    return raw.equals(curated);
  }

  long wrongValues() {
    return matchFigures.wrongValues();
  }

  boolean isEqual() {
    return hashed && sameRows() && wrongValues() == 0;
  }

  VerifyResult result(RecordedRun recorded, double seconds) {
    RunRecord run = recorded.run();
    return new VerifyResult(
        isEqual(),
        recorded.targetPath(),
        recorded.targetVersion(),
        run.run(),
        run.rawPath(),
        run.rawVersion(),
        run.lookupTable(),
        run.lookupSnapshot(),
        lookupRows,
        raw.rows(),
        curated.rows(),
        hashed ? raw.hash() : null,
        hashed ? curated.hash() : null,
        matchFigures.matched(),
        matchFigures.nullKey(),
        hashed ? curated.rows() - matchFigures.matched() - matchFigures.nullKey() : 0,
        wrongValues(),
        schemaDifferences,
        rows,
        seconds);
  }
}
