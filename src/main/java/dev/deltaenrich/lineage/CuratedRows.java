package dev.deltaenrich.lineage;

import dev.deltaenrich.config.NewColumn;
import dev.deltaenrich.config.Validity;
import dev.deltaenrich.engine.ColumnPath;
import dev.deltaenrich.engine.FailureTranslator;
import dev.deltaenrich.engine.NamingScan;
import dev.deltaenrich.engine.TimeColumn;
import dev.deltaenrich.plan.CuratedFile;
import dev.deltaenrich.sink.CuratedTable;
import dev.deltaenrich.sink.QuarantinedRows;
import dev.deltaenrich.splice.QuarantineColumns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

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
      Column inTable = functions.lit(null).cast(DataTypes.StringType);
      return found(predicate.of(table, path), inTable, values(table.schema()), action, most);
    } catch (Exception e) {
      throw FailureTranslator.translate(action, e);
    }
  }

  /**
   * The same of rows that are in the quarantine instead.
   *
   * @param quarantine with the rows of the table's files
   */
  List<FoundRow> findQuarantined(Predicate predicate, int most, QuarantinedRows quarantine) {
    List<CuratedFile> files = quarantine.filesOf(curated.files());
    if (files.isEmpty() || most <= 0) {
      return List.of();
    }
    String path = quarantine.path().toString();
    String action = "explain rows of " + path;
    try {
      Dataset<Row> table = quarantine.table().read(files);
      for (StructField field : curated.schema().fields()) {
        if (!Arrays.asList(table.columns()).contains(field.name())) {
          table = table.withColumn(field.name(), functions.lit(null).cast(field.dataType()));
        }
      }
      return found(
          predicate.of(table, path),
          functions.col(QuarantineColumns.REASON),
          List.of(),
          action,
          most);
    } catch (Exception e) {
      throw FailureTranslator.translate(action, e);
    }
  }

  private List<FoundRow> found(
      Dataset<Row> table, Column quarantined, List<String> values, String action, int most) {
    List<Column> columns = new ArrayList<>(List.of(functions.input_file_name(), quarantined));
    List<String> keys = rules.stream().map(AppliedRule::key).distinct().toList();
    Stream.concat(keys.stream(), values.stream())
        .forEach(name -> columns.add(TextColumns.of(table, name)));
    List<Validity> validities =
        rules.stream().flatMap(rule -> rule.validity().stream()).distinct().toList();
    validities.forEach(
        it -> columns.add(TimeColumn.micros(table.schema(), it.rawTime(), it.zone())));
    Dataset<Row> rows = table.select(columns.toArray(Column[]::new));
    return NamingScan.of(spark, rows, new UnreadableFile(action))
        .limit(most)
        .collectAsList()
        .stream()
        .map(row -> found(row, keys, values, validities))
        .toList();
  }

  /** A table that was restored may be older than one of several lookups, and lack its columns. */
  private List<String> values(StructType schema) {
    return rules.stream()
        .flatMap(rule -> rule.columns().stream())
        .map(NewColumn::name)
        .filter(name -> rules.size() == 1 || ColumnPath.find(schema, name).isPresent())
        .toList();
  }

  private static FoundRow found(
      Row row, List<String> keys, List<String> values, List<Validity> validities) {
    int firstTime = 2 + keys.size() + values.size();
    Map<Validity, Long> times = new HashMap<>();
    for (int i = 0; i < validities.size(); i++) {
      times.put(validities.get(i), (Long) row.get(firstTime + i));
    }
    return new FoundRow(
        row.getString(0),
        texts(keys, row, 2),
        texts(values, row, 2 + keys.size()),
        times,
        row.getString(1));
  }

  private static Map<String, String> texts(List<String> names, Row row, int first) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      texts.put(names.get(i), row.getString(first + i));
    }
    return texts;
  }
}
