package dev.deltaenrich.lineage;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Top-level columns as text, whatever their names hold. */
final class TextColumns {
  private TextColumns() {}

  static Column of(Dataset<Row> table, String name) {
    return table.col("`" + name.replace("`", "``") + "`").cast("string");
  }
}
