package dev.deltaenrich.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/**
 * Finds rows to show when the figures differ. Only the rows' hashes are shuffled, never the rows;
 * the rows to show are then picked by hash in a second scan.
 */
final class DifferenceFinder {
  private static final String SIDE = "_verify_side";
  private static final String RAW = "_verify_raw";
  private static final String CURATED = "_verify_curated";
  private static final String ROW = "_verify_row";

  /** Nulls and microseconds are shown, or rows that differ would look the same. */
  private static final Map<String, String> JSON =
      Map.of(
          "ignoreNullFields", "false",
          "timestampFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX",
          "timestampNTZFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSSSS");

  private final StructType rawSchema;

  DifferenceFinder(StructType rawSchema) {
    this.rawSchema = rawSchema;
  }

  /** Rows whose new values are wrong, at most {@code most}. */
  List<DifferingRow> wrongValues(Dataset<Row> joined, ExpectedLookups expected, int most) {
    return joined
        .where(expected.wrongValues().gt(0))
        .select(json(rawRow()), json(expected.expectedStruct()), json(expected.foundStruct()))
        .limit(most)
        .collectAsList()
        .stream()
        .map(
            row ->
                new DifferingRow(
                    "wrong value", row.getString(0), row.getString(1), row.getString(2)))
        .sorted(Comparator.comparing(DifferingRow::row))
        .toList();
  }

  /**
   * Rows that one table has more often than the other, at most {@code most}, sorted by their JSON
   * so that the two sides of a changed row tend to stand together.
   */
  List<DifferingRow> rows(Dataset<Row> raw, Dataset<Row> curated, int most) {
    Dataset<Row> odd =
        sided(raw, RAW)
            .union(sided(curated, CURATED))
            .groupBy(TableFigures.first(), TableFigures.second())
            .agg(count(RAW), count(CURATED))
            .where(functions.col(RAW).notEqual(functions.col(CURATED)))
            .orderBy(TableFigures.first(), TableFigures.second())
            .limit(most);
    // A local relation: the shuffle above is not repeated for each of the two look-ups below.
    Dataset<Row> few = raw.sparkSession().createDataFrame(odd.collectAsList(), odd.schema());
    List<DifferingRow> found = new ArrayList<>();
    found.addAll(named(raw, few.where(functions.col(RAW).gt(functions.col(CURATED)))));
    found.addAll(named(curated, few.where(functions.col(RAW).lt(functions.col(CURATED)))));
    return found.stream().sorted(Comparator.comparing(DifferingRow::row)).toList();
  }

  private Dataset<Row> sided(Dataset<Row> table, String side) {
    return hashed(table)
        .select(
            functions.col(TableFigures.first()),
            functions.col(TableFigures.second()),
            functions.lit(side).as(SIDE));
  }

  private static Column count(String side) {
    return functions.count(functions.when(functions.col(SIDE).equalTo(side), 1)).as(side);
  }

  private Dataset<Row> hashed(Dataset<Row> table) {
    List<Column> columns = new ArrayList<>(TableFigures.hashes(Arrays.asList(rawSchema.fields())));
    columns.add(json(rawRow()).as(ROW));
    return table.select(columns.toArray(Column[]::new));
  }

  private List<DifferingRow> named(Dataset<Row> table, Dataset<Row> few) {
    Column[] keys = {
      functions.col(TableFigures.first()),
      functions.col(TableFigures.second()),
      functions.col(RAW),
      functions.col(CURATED)
    };
    return hashed(table)
        .join(functions.broadcast(few), new String[] {TableFigures.first(), TableFigures.second()})
        .groupBy(keys)
        .agg(functions.first(ROW))
        .collectAsList()
        .stream()
        .map(row -> differing(row.getLong(2), row.getLong(3), row.getString(4)))
        .toList();
  }

  private static DifferingRow differing(long inRaw, long inCurated, String json) {
    String difference = inRaw > inCurated ? "missing in curated" : "not in raw";
    if (inRaw > 0 && inCurated > 0) {
      difference = inRaw > inCurated ? "too few in curated" : "too many in curated";
    }
    return new DifferingRow(difference, json, times(inRaw), times(inCurated));
  }

  private static String times(long count) {
    return count == 1 ? "1 time" : count + " times";
  }

  private Column rawRow() {
    return functions.struct(ColumnNames.columns(rawSchema.fieldNames()));
  }

  private static Column json(Column struct) {
    return functions.to_json(struct, JSON);
  }
}
