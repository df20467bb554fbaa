package dev.deltaenrich.verify;

import dev.deltaenrich.splice.QuarantineColumns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/**
 * The rows of raw that are in the quarantine, beside those of the curated table: each row of raw
 * has to be in one of the two. Of a row in the quarantine the reason is compared, and no new value.
 */
final class Quarantined {
  /** Why a row is in the quarantine; null for a row of the curated table. */
  static final String REASON = "_verify_reason";

  private Quarantined() {}

  /** Rows {@linkplain FileFigures#withFile with files}, each with its reason. */
  static Dataset<Row> union(Dataset<Row> curated, Optional<ScannedTable> quarantine) {
    Dataset<Row> all =
        FileFigures.withFile(curated)
            .withColumn(REASON, functions.lit(null).cast(DataTypes.StringType));
    return quarantine
        .map(ScannedTable::rows)
        .map(rows -> FileFigures.withFile(like(curated, rows)))
        .map(rows -> all.union(rows.select(ColumnNames.columns(all.columns()))))
        .orElse(all);
  }

  /** The rows with the columns of curated, new ones null, and with the reason. */
  private static Dataset<Row> like(Dataset<Row> curated, Dataset<Row> rows) {
    List<String> there = Arrays.asList(rows.columns());
    List<Column> columns = new ArrayList<>();
    for (StructField field : curated.schema().fields()) {
      Column value =
          there.contains(field.name()) ? ColumnNames.column(field.name()) : functions.lit(null);
      columns.add(value.cast(field.dataType()).as(field.name()));
    }
    columns.add(functions.col(QuarantineColumns.REASON).as(REASON));
    return rows.select(columns.toArray(Column[]::new));
  }
}
