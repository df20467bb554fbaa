package dev.deltaenrich.lineage;

import dev.deltaenrich.config.CompositeKey;
import dev.deltaenrich.engine.KeyColumns;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Columns as text, whatever their names hold. */
final class TextColumns {
  private TextColumns() {}

  /**
   * A column, a field inside of structs, or the parts of a composite key as one text.
   *
   * @param name as the settings name keys
   */
  static Column of(Dataset<Row> table, String name) {
    List<String> names = CompositeKey.columns(name);
    return KeyColumns.find(table.schema(), names)
        .map(KeyColumns::text)
        // Spark says what is missing.
        .orElseGet(
            () ->
                table.col(
                    names.stream().map(TextColumns::quoted).collect(Collectors.joining(","))));
  }

  private static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }
}
