package dev.deltaenrich.lineage;

import dev.deltaenrich.engine.ColumnPath;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Columns and fields inside of structs as text, whatever their names hold. */
final class TextColumns {
  private TextColumns() {}

  static Column of(Dataset<Row> table, String name) {
    return ColumnPath.find(table.schema(), name)
        .map(ColumnPath::column)
        .orElseGet(() -> table.col("`" + name.replace("`", "``") + "`"))
        .cast("string");
  }
}
