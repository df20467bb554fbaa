package dev.deltaenrich.verify;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/** Names as columns: any name, dots and backticks included, means the top-level column. */
final class ColumnNames {
  private ColumnNames() {}

  static Column column(String name) {
    return functions.col("`" + name.replace("`", "``") + "`");
  }

  static Column[] columns(List<String> names) {
    return names.stream().map(ColumnNames::column).toArray(Column[]::new);
  }

  static Column[] columns(String[] names) {
    return columns(Arrays.asList(names));
  }
}
