package dev.deltaenrich.lineage;

import dev.deltaenrich.config.CompositeKey;
import dev.deltaenrich.engine.KeyColumns;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Reads columns as text. */
final class TextColumns {
  private TextColumns() {}

  /**
   * A column, a field inside of structs, or the columns of a composite key as one text.
   *
   * @param name as the settings name keys
   * @throws EnrichException KEY_MISSING
   */
  static Column of(Dataset<Row> table, String name) {
    return KeyColumns.find(table.schema(), CompositeKey.columns(name))
        .map(KeyColumns::text)
        .orElseThrow(
            () ->
                new EnrichException(
                    ErrorCode.KEY_MISSING,
                    "Cannot read '%s': the table has no such column, only %s; run enrich again"
                        .formatted(name, String.join(", ", table.columns()))));
  }
}
