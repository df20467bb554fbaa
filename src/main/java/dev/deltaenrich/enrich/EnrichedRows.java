package dev.deltaenrich.enrich;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.input_file_name;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.monotonically_increasing_id;
import static org.apache.spark.sql.functions.shiftright;
import static org.apache.spark.sql.functions.when;

import dev.deltaenrich.config.Rule;
import dev.deltaenrich.config.Unmatched;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The rule as a DataFrame. Its columns: the data columns a curated file stores (raw ones in raw
 * order, then the new ones; partition columns live in the log), then what only the writer asks for.
 *
 * @param rows the joined rows
 * @param layout where they hold what
 */
record EnrichedRows(Dataset<Row> rows, RowLayout layout) {
  private static final String SOURCE = "__delta_enrich_source";
  private static final String PLACE = "__delta_enrich_place";

  /**
   * Bits that {@code monotonically_increasing_id} gives to the number of a row in its partition.
   */
  private static final int ROW_BITS = 33;

  /** Adds the URI of the file that a row comes from; has to stand next to the scan. */
  static Dataset<Row> withSource(Dataset<Row> raw) {
    return raw.withColumn(SOURCE, input_file_name());
  }

  /**
   * Joins rows where they are read. One row comes out for each that goes in, in the same order,
   * provided the lookup is broadcast and its keys are unique.
   */
  static EnrichedRows inPlace(
      Dataset<Row> raw, List<String> partitionColumns, LookupFrame lookup, Rule rule) {
    return select(raw, join(raw, lookup, rule), partitionColumns, lookup, rule);
  }

  /**
   * Joins rows that move for it, and brings those of a partition together again, in their order.
   *
   * @param raw rows with their source, one partition a planned file
   * @param tasks how many partitions come out, each with all rows of some planned files
   */
  static EnrichedRows regrouped(
      Dataset<Row> raw, List<String> partitionColumns, LookupFrame lookup, Rule rule, int tasks) {
    Dataset<Row> placed = raw.withColumn(PLACE, monotonically_increasing_id());
    Dataset<Row> joined =
        join(placed, lookup, rule)
            .repartition(tasks, shiftright(col(PLACE), ROW_BITS))
            .sortWithinPartitions(col(PLACE));
    return select(raw, joined, partitionColumns, lookup, rule);
  }

  private static Dataset<Row> join(Dataset<Row> raw, LookupFrame lookup, Rule rule) {
    Column key = raw.col(quotedName(spelled(rule.rawKey(), raw.columns())));
    return raw.join(
        lookup.rows(),
        LookupFrame.normalised(key, rule.match()).equalTo(lookup.rows().col(LookupFrame.KEY)),
        "left");
  }

  private static EnrichedRows select(
      Dataset<Row> raw,
      Dataset<Row> joined,
      List<String> partitionColumns,
      LookupFrame lookup,
      Rule rule) {
    Set<String> partitions = Set.copyOf(partitionColumns);
    List<String> names =
        Arrays.stream(raw.columns())
            .filter(name -> !partitions.contains(name) && !name.equals(SOURCE))
            .toList();
    List<Column> columns = new ArrayList<>();
    names.forEach(name -> columns.add(quoted(name)));
    columns.addAll(newColumns(lookup, rule));
    int stored = columns.size();
    columns.add(col(LookupFrame.MATCHED));
    String keyName = spelled(rule.rawKey(), raw.columns());
    int key = names.indexOf(keyName);
    if (key < 0) {
      key = columns.size();
      columns.add(quoted(keyName));
    }
    int source = -1;
    if (Arrays.asList(raw.columns()).contains(SOURCE)) {
      source = columns.size();
      columns.add(col(SOURCE));
    }
    Dataset<Row> selected = joined.select(columns.toArray(Column[]::new));
    StructField[] fields = Arrays.copyOf(selected.schema().fields(), stored);
    StructType schema = (StructType) new StructType(fields).asNullable();
    return new EnrichedRows(selected, new RowLayout(schema, columns.size(), key, stored, source));
  }

  private static List<Column> newColumns(LookupFrame lookup, Rule rule) {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < rule.columns().size(); i++) {
      DataType type = lookup.columns().get(i).type();
      Column value = lookup.value(i);
      if (rule.unmatched().policy() == Unmatched.Policy.DEFAULT) {
        Column text = lit(rule.unmatched().text().orElseThrow()).cast(type);
        value = when(col(LookupFrame.MATCHED).isNull(), text).otherwise(value);
      }
      columns.add(value.as(rule.columns().get(i).name()));
    }
    return columns;
  }

  /** As the table spells it: a session may be case-sensitive, settings and Delta are not. */
  private static String spelled(String key, String[] columns) {
    return Arrays.stream(columns).filter(key::equalsIgnoreCase).findFirst().orElse(key);
  }

  private static Column quoted(String name) {
    return col(quotedName(name));
  }

  private static String quotedName(String name) {
    return "`" + name.replace("`", "``") + "`";
  }
}
