package dev.deltaenrich.verify;

import dev.deltaenrich.verify.Comparison.MatchFigures;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;

/**
 * What one scan counted: the figures of all rows, and how many rows each file has.
 *
 * @param rows by file, as Spark names the file of a row; files without rows are missing
 * @param all of all rows
 * @param matches of all rows for each lookup, where they were asked for
 */
record FileFigures(Map<String, Long> rows, TableFigures all, List<MatchFigures> matches) {
  private static final String FILE = "_verify_file";

  /** {@code table}, each row with its file; to be called before a join. */
  static Dataset<Row> withFile(Dataset<Row> table) {
    return table.withColumn(FILE, functions.input_file_name());
  }

  /** Counts rows alone, of a table {@linkplain #withFile with files}. */
  static FileFigures rowsOf(Dataset<Row> table) {
    Map<String, Long> rows = new HashMap<>();
    for (Row row : table.groupBy(FILE).count().collectAsList()) {
      rows.put(row.getString(0), row.getLong(1));
    }
    return new FileFigures(rows, TableFigures.NONE, List.of());
  }

  /**
   * Scans a table {@linkplain #withFile with files}.
   *
   * @param hashed the columns to hash
   * @param matching aggregates for {@link MatchFigures}, of one lookup after the other; none when
   *     they are not asked for
   */
  static FileFigures of(Dataset<Row> table, List<StructField> hashed, List<Column> matching) {
    List<Column> columns = new ArrayList<>(List.of(functions.col("*")));
    columns.addAll(TableFigures.hashes(hashed));
    List<Column> aggregates = new ArrayList<>(TableFigures.aggregates());
    aggregates.addAll(matching);
    Map<String, Long> rows = new HashMap<>();
    TableFigures all = TableFigures.NONE;
    List<MatchFigures> matches =
        new ArrayList<>(
            Collections.nCopies(matching.size() / MatchFigures.COUNT, MatchFigures.NONE));
    for (Row row :
        table
            .select(columns.toArray(Column[]::new))
            .groupBy(FILE)
            .agg(aggregates.get(0), aggregates.subList(1, aggregates.size()).toArray(Column[]::new))
            .collectAsList()) {
      TableFigures file = TableFigures.of(row, 1);
      rows.put(row.getString(0), file.rows());
      all = all.plus(file);
      for (int i = 0; i < matches.size(); i++) {
        int from = 1 + TableFigures.COUNT + i * MatchFigures.COUNT;
        matches.set(i, matches.get(i).plus(MatchFigures.of(row, from)));
      }
    }
    return new FileFigures(rows, all, matches);
  }

  /** How many rows there are. */
  long count() {
    return rows.values().stream().mapToLong(Long::longValue).sum();
  }

  /** How many rows the files of {@code table} have. */
  long rowsIn(ScannedTable table) {
    return table.files().stream().mapToLong(file -> rows.getOrDefault(file.uri(), 0L)).sum();
  }

  /** The files of {@code table} whose rows are not as many as its log and their footers say. */
  List<FileRows> differences(ScannedTable table) {
    return table.files().stream()
        .map(
            file ->
                new FileRows(
                    table.side().word(),
                    file.uri(),
                    file.logged(),
                    table.footer(file.uri()).rows(),
                    file.deleted(),
                    rows.getOrDefault(file.uri(), 0L)))
        .filter(FileRows::differ)
        .toList();
  }
}
