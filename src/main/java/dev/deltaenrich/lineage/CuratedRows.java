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
 * @param rules which columns are its keys and its new ones
 */
record CuratedRows(SparkSession spark, CuratedTable curated, List<AppliedRule> rules) {
  /** Copies {@code rules}. */
  CuratedRows {
    rules = List.copyOf(rules);
  }

  /** Some rows for which {@code predicate} holds, at most {@code most}. */
  List<FoundRow> find(Predicate predicate, int most) {
    String path = curated.path().toString();
    String action = "explain rows of " + path;
    try {
      Dataset<Row> table =
          spark.read().format("delta").option("versionAsOf", curated.version()).load(path);
      List<Column> columns = new ArrayList<>();
      columns.add(functions.input_file_name());
      keys().forEach(name -> columns.add(TextColumns.of(table, name)));
      values().forEach(name -> columns.add(TextColumns.of(table, name)));
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

  /** The key columns; lookups may share one. */
  private List<String> keys() {
    return rules.stream().map(AppliedRule::key).distinct().toList();
  }

  private List<String> values() {
    return rules.stream().flatMap(rule -> rule.columns().stream()).map(NewColumn::name).toList();
  }

  private FoundRow found(Row row) {
    List<String> keys = keys();
    return new FoundRow(
        row.getString(0), texts(keys, row, 1), texts(values(), row, 1 + keys.size()));
  }

  private static Map<String, String> texts(List<String> names, Row row, int first) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      texts.put(names.get(i), row.getString(first + i));
    }
    return texts;
  }
}
