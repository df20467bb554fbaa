package dev.deltaenrich.verify;

import java.util.ArrayList;
import java.util.List;
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
      figures.add(TableFigures.orZero(functions.sum(values.wrongValues())));
    }
    return figures;
  }

  /** Of a joined row: how many of its new values are wrong. */
  Column wrongValues() {
    return lookups.stream()
        .map(lookup -> lookup.values().wrongValues())
        .reduce(Column::plus)
        .orElseThrow();
  }

  /** Of a joined row: what its new columns should hold, as a struct. */
  Column expectedStruct() {
    return functions.struct(
        lookups.stream()
            .flatMap(lookup -> lookup.values().expected().stream())
            .toArray(Column[]::new));
  }

  /** Of a joined row: what its new columns do hold, as a struct. */
  Column foundStruct() {
    return functions.struct(ColumnNames.columns(names()));
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
