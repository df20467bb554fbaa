package dev.deltaenrich.verify;

import dev.deltaenrich.splice.QuarantineColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/** What the new columns of all lookups of a run should hold. */
final class ExpectedLookups {
  private final List<OfLookup> lookups = new ArrayList<>();

  /** One lookup: the recorded snapshot, its size, and what it makes. */
  private record OfLookup(
      String name,
      RecordedRun recorded,
      Dataset<Row> rows,
      LookupSize size,
      ExpectedValues values) {}

  /**
   * Reads the sizes of the recorded snapshots.
   *
   * @param curated the columns of the curated table
   * @throws dev.deltaenrich.failure.EnrichException KEY_MISSING, HISTORY_GONE or LOOKUP_DUPLICATES
   */
  static ExpectedLookups of(SparkSession spark, RecordedRun recorded, StructType curated) {
    ExpectedLookups expected = new ExpectedLookups();
    recorded
        .eachLookup()
        .forEach(
            (name, one) -> {
              RecordedTables tables = new RecordedTables(spark, one);
              Dataset<Row> rows = tables.lookup();
              ExpectedValues values = new ExpectedValues(one, expected.lookups.size(), curated);
              LookupSize size = tables.lookupSize(rows, values.lookupKey(), values.lookupBytes());
              expected.lookups.add(new OfLookup(name, one, rows, size, values));
            });
    return expected;
  }

  /** Rows of all snapshots. */
  long rows() {
    return lookups.stream().mapToLong(lookup -> lookup.size().rows()).sum();
  }

  /** The new columns' names, in order. */
  List<String> names() {
    return lookups.stream().flatMap(lookup -> lookup.values().names().stream()).toList();
  }

  /** Every curated row once, with what its new columns should hold. */
  Dataset<Row> join(Dataset<Row> curated) {
    Dataset<Row> joined = curated;
    for (OfLookup lookup : lookups) {
      joined = lookup.values().join(joined, lookup.rows(), lookup.size());
    }
    return joined;
  }

  /** Aggregates of joined rows: the figures of each lookup, one lookup after the other. */
  List<Column> figures() {
    List<Column> figures = new ArrayList<>();
    for (OfLookup lookup : lookups) {
      ExpectedValues values = lookup.values();
      figures.add(functions.count(functions.when(values.matched(), 1)));
      figures.add(functions.count(functions.when(values.nullKey(), 1)));
      figures.add(functions.count(functions.when(values.nullTime(), 1)));
      figures.add(functions.count(functions.when(values.outsideValidity(), 1)));
      Column wrong = values.wrongValues();
      figures.add(
          TableFigures.orZero(
              functions.sum(lookup.equals(lookups.get(0)) ? wrong.plus(wrongReason()) : wrong)));
    }
    return figures;
  }

  /** Of a joined row: how many of its new values are wrong. */
  Column wrongValues() {
    return lookups.stream()
        .map(lookup -> lookup.values().wrongValues())
        .reduce(Column::plus)
        .orElseThrow()
        .plus(wrongReason());
  }

  /** Of a joined row: 1 where it is in the wrong table, or in the quarantine for a wrong reason. */
  private Column wrongReason() {
    return functions
        .not(functions.col(Quarantined.REASON).eqNullSafe(expectedReason()))
        .cast("long");
  }

  /** Why a row should be in the quarantine; null where it should not. */
  private Column expectedReason() {
    Column reasons =
        functions.concat_ws(
            ", ",
            lookups.stream()
                .map(lookup -> lookup.values().reason(lookup.name()))
                .toArray(Column[]::new));
    return functions.when(reasons.notEqual(""), reasons);
  }

  /** Of a joined row: what its new columns should hold, as a struct. */
  Column expectedStruct() {
    return functions.struct(
        with(
            expectedReason(),
            lookups.stream().flatMap(lookup -> lookup.values().expected().stream())));
  }

  /** Of a joined row: what its new columns do hold, as a struct. */
  Column foundStruct() {
    return functions.struct(
        with(functions.col(Quarantined.REASON), names().stream().map(ColumnNames::column)));
  }

  /** The reason is shown where there may be one. */
  private Column[] with(Column reason, Stream<Column> columns) {
    boolean quarantines = lookups.stream().anyMatch(it -> it.recorded().run().quarantine() != null);
    return (quarantines
            ? Stream.concat(columns, Stream.of(reason.as(QuarantineColumns.REASON)))
            : columns)
        .toArray(Column[]::new);
  }

  /**
   * What was found of each lookup that has a name.
   *
   * @param matches of each lookup; empty where rows were not compared
   * @param rows rows of the curated table
   */
  List<VerifiedLookup> results(List<Comparison.MatchFigures> matches, long rows) {
    List<VerifiedLookup> results = new ArrayList<>();
    for (int i = 0; i < lookups.size() && !lookups.get(i).name().isEmpty(); i++) {
      OfLookup lookup = lookups.get(i);
      Comparison.MatchFigures figures =
          matches.isEmpty() ? Comparison.MatchFigures.NONE : matches.get(i);
      results.add(
          new VerifiedLookup(
              lookup.name(),
              lookup.recorded().run().lookup().table(),
              lookup.recorded().run().lookup().snapshot(),
              lookup.size().rows(),
              figures.matched(),
              figures.nullKey(),
              figures.nullTime(),
              figures.outsideValidity(),
              matches.isEmpty() ? 0 : figures.counts(rows).unknownKey(),
              figures.wrongValues()));
    }
    return results;
  }
}
