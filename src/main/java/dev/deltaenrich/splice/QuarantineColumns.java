package dev.deltaenrich.splice;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What the quarantine says of each row: why it is there, which run put it there, and which raw file
 * it is from. Not thread-safe.
 */
public final class QuarantineColumns {
  /**
   * Why a row is there: {@code unknown-key}, {@code null-key}, {@code outside-validity} or {@code
   * null-time}, of named lookups with the name.
   */
  public static final String REASON = "_reason";

  /** The id of the run that put it there. */
  public static final String RUN = "_run";

  /** The raw file that has the row. */
  public static final String RAW_FILE = "_raw_file";

  /** All of them, in their order. */
  public static final List<String> NAMES = List.of(REASON, RUN, RAW_FILE);

  static final List<AddedColumn> COLUMNS =
      NAMES.stream().map(name -> AddedColumn.of(name, ValueType.STRING)).toList();

  private final QuarantineRule rule;
  private final List<String> files = new ArrayList<>();
  private final List<Integer> rowsOfFile = new ArrayList<>();

  QuarantineColumns(QuarantineRule rule) {
    this.rule = rule;
  }

  /** The next rows are of this raw file. */
  void comeFrom(String rawFile, long rows) {
    files.add(rawFile);
    rowsOfFile.add(Math.toIntExact(rows));
  }

  /**
   * The columns of the row group whose rows came last.
   *
   * @param keys its keys as each lookup found them
   */
  List<GroupValues> of(List<GroupKeys> keys) {
    int rows = keys.get(0).rows();
    Texts reason = new Texts(rows);
    Texts run = new Texts(rows);
    Texts file = new Texts(rows);
    run.set(0, rows, rule.run());
    for (int i = 0, row = 0; i < files.size(); row += rowsOfFile.get(i++)) {
      file.set(row, rowsOfFile.get(i), files.get(i));
    }
    files.clear();
    rowsOfFile.clear();
    String[] reasons = reasons(keys, rows);
    for (int row = 0; row < rows; row++) {
      reason.set(row, 1, reasons[row]);
    }
    return List.of(reason.of(COLUMNS.get(0)), run.of(COLUMNS.get(1)), file.of(COLUMNS.get(2)));
  }

  private String[] reasons(List<GroupKeys> keys, int rows) {
    String[] reasons = new String[rows];
    rule.names()
        .forEach(
            (lookup, name) -> {
              String before = name.isEmpty() ? "" : name + ": ";
              GroupKeys its = keys.get(lookup);
              its.unmatched().stream()
                  .forEach(
                      row -> {
                        String why = before + its.whyUnmatched(row);
                        reasons[row] = reasons[row] == null ? why : reasons[row] + ", " + why;
                      });
            });
    return reasons;
  }

  /** The texts of one column. */
  private static final class Texts {
    private final Map<String, Integer> numbers = new LinkedHashMap<>();
    private final int[] ofRow;

    Texts(int rows) {
      this.ofRow = new int[rows];
    }

    void set(int from, int count, String text) {
      int number = numbers.computeIfAbsent(text, any -> numbers.size());
      Arrays.fill(ofRow, from, from + count, number);
    }

    GroupValues of(AddedColumn column) {
      ColumnValuesBuilder builder = new ColumnValuesBuilder(column, numbers.size());
      numbers.keySet().forEach(builder::add);
      ColumnValues values = builder.build();
      return new GroupValues(
          values,
          IntStream.range(0, values.size()).toArray(),
          IntStream.range(0, numbers.size()).map(values::position).toArray(),
          ofRow,
          ofRow.length,
          0);
    }
  }
}
