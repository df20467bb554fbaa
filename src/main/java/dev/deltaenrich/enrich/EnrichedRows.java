package dev.deltaenrich.enrich;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.input_file_name;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import dev.deltaenrich.config.Rule;
import dev.deltaenrich.config.Unmatched;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The rule as a DataFrame. Its columns: the data columns a curated file stores (raw ones in raw
 * order, then the new ones; partition columns live in the log), then, for the writer only, the key,
 * the source file and the mark of a match.
 *
 * @param rows the joined rows
 * @param dataSchema the columns that are stored
 */
record EnrichedRows(Dataset<Row> rows, StructType dataSchema) {
  private static final String RAW_KEY = "__delta_enrich_raw_key";
  private static final String SOURCE = "__delta_enrich_source";

  /** Adds the URI of the file that a row comes from; has to stand next to the scan. */
  static Dataset<Row> withSource(Dataset<Row> raw) {
    return raw.withColumn(SOURCE, input_file_name());
  }

  /**
   * Joins rows that know their source. One row comes out for each that goes in, provided the
   * lookup's keys are unique.
   */
  static EnrichedRows of(
      Dataset<Row> raw, List<String> partitionColumns, LookupFrame lookup, Rule rule) {
    Column key = quoted(spelled(rule.rawKey(), raw.columns()));
    Dataset<Row> left = raw.withColumn(RAW_KEY, key);
    Dataset<Row> joined =
        left.join(
            lookup.rows(),
            LookupFrame.normalised(left.col(RAW_KEY), rule.match())
                .equalTo(lookup.rows().col(LookupFrame.KEY)),
            "left");
    Set<String> partitions = Set.copyOf(partitionColumns);
    List<Column> stored =
        Arrays.stream(raw.schema().fields())
            .map(StructField::name)
            .filter(name -> !partitions.contains(name) && !name.equals(SOURCE))
            .map(EnrichedRows::quoted)
            .collect(Collectors.toCollection(ArrayList::new));
    stored.addAll(newColumns(lookup, rule));
    int data = stored.size();
    stored.addAll(List.of(col(RAW_KEY), col(SOURCE), col(LookupFrame.MATCHED)));
    Dataset<Row> selected = joined.select(stored.toArray(Column[]::new));
    StructField[] fields = Arrays.copyOf(selected.schema().fields(), data);
    return new EnrichedRows(selected, (StructType) new StructType(fields).asNullable());
  }

  /** The position of the raw key; the source and the mark of a match follow it. */
  int keyOrdinal() {
    return dataSchema.length();
  }

  /** The same rows, those of one source together in one partition, after a shuffle join. */
  EnrichedRows groupedBySource(int partitions) {
    return new EnrichedRows(
        rows.repartition(partitions, col(SOURCE)).sortWithinPartitions(col(SOURCE)), dataSchema);
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
    return col("`" + name.replace("`", "``") + "`");
  }
}
