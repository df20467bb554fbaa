package dev.deltaenrich.lineage;

import dev.deltaenrich.config.NewColumn;
import dev.deltaenrich.engine.FailureTranslator;
import dev.deltaenrich.engine.NamingScan;
import dev.deltaenrich.sink.CuratedTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Reads rows of the curated table by plain Spark, which skips files by their statistics.
 *
 * @param spark the session
 * @param curated the table, at the version to read
 * @param rule which columns are its key and its new ones
 */
record CuratedRows(SparkSession spark, CuratedTable curated, AppliedRule rule) {
  private static final int FIRST_VALUE = 2;

  /** Some rows for which {@code predicate} holds, at most {@code most}. */
  List<FoundRow> find(Predicate predicate, int most) {
    String path = curated.path().toString();
    String action = "explain rows of " + path;
    try {
      Dataset<Row> table =
          spark.read().format("delta").option("versionAsOf", curated.version()).load(path);
      List<Column> columns = new ArrayList<>();
      columns.add(functions.input_file_name());
      columns.add(TextColumns.of(table, rule.key()));
      rule.columns().forEach(column -> columns.add(TextColumns.of(table, column.name())));
      Dataset<Row> rows = predicate.of(table, path).select(columns.toArray(Column[]::new));
      return NamingScan.of(spark, rows, new UnreadableFile(action))
          .limit(most)
          .collectAsList()
          .stream()
          .map(this::found)
          .toList();
    } catch (Exception e) {
      throw FailureTranslator.translate(action, e);
    }
  }

  private FoundRow found(Row row) {
    Map<String, String> values = new LinkedHashMap<>();
    for (NewColumn column : rule.columns()) {
      values.put(column.name(), row.getString(values.size() + FIRST_VALUE));
    }
    return new FoundRow(row.getString(0), row.getString(1), values);
  }
}
