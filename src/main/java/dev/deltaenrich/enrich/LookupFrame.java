package dev.deltaenrich.enrich;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.trim;

import dev.deltaenrich.config.KeyMatch;
import dev.deltaenrich.source.Lookup;
import dev.deltaenrich.source.LookupColumn;
import dev.deltaenrich.source.LookupRow;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A lookup as the right side of the join: its normalised key, a mark that tells a match from none,
 * and its values.
 *
 * @param rows the frame, with the hint that makes Spark join as chosen
 * @param columns the looked-up columns, in the rule's order
 */
public record LookupFrame(Dataset<Row> rows, List<LookupColumn> columns) {
  static final String KEY = "__delta_enrich_key";
  static final String MATCHED = "__delta_enrich_matched";
  private static final String VALUE = "__delta_enrich_value_";
  private static final long BYTES_A_TASK = 4L << 20;

  /**
   * A lookup that is held in memory, to be broadcast. The hint is needed: Spark takes a table of
   * unknown size to be of any size and never broadcasts it by itself.
   *
   * @param spark a session of the run's own: into how many tasks its local tables are cut is set
   */
  public static LookupFrame broadcasted(SparkSession spark, Lookup lookup, KeyMatch match) {
    List<Row> rows = new ArrayList<>(lookup.rows().size());
    for (LookupRow row : lookup.rows()) {
      Object[] cells = new Object[row.values().length + 2];
      cells[0] = match.normalise(row.key());
      cells[1] = true;
      System.arraycopy(row.values(), 0, cells, 2, row.values().length);
      rows.add(RowFactory.create(cells));
    }
    StructType schema =
        new StructType()
            .add(KEY, DataTypes.StringType, false)
            .add(MATCHED, DataTypes.BooleanType, false);
    for (int i = 0; i < lookup.columns().size(); i++) {
      schema = schema.add(VALUE + i, lookup.columns().get(i).type(), true);
    }
    // A local table travels inside its tasks, and Spark refuses tasks over
    // spark.rpc.message.maxSize.
    long tasks = Math.max(lookup.bytes() / BYTES_A_TASK, spark.sparkContext().defaultParallelism());
    spark.conf().set("spark.sql.leafNodeDefaultParallelism", tasks);
    return new LookupFrame(broadcast(spark.createDataFrame(rows, schema)), lookup.columns());
  }

  /**
   * A lookup over the broadcast bound, read back from its history and joined by a shuffle.
   *
   * @param kept its rows as the history keeps them: {@code key} and the looked-up columns by name
   */
  public static LookupFrame shuffled(Dataset<Row> kept, Lookup lookup, KeyMatch match) {
    List<Column> selected = new ArrayList<>();
    selected.add(normalised(col("key"), match).as(KEY));
    selected.add(lit(true).as(MATCHED));
    for (int i = 0; i < lookup.columns().size(); i++) {
      LookupColumn column = lookup.columns().get(i);
      selected.add(col("values").getItem(column.name()).cast(column.type()).as(VALUE + i));
    }
    return new LookupFrame(
        kept.select(selected.toArray(Column[]::new)).hint("merge"), lookup.columns());
  }

  /** The value of column {@code index} after the join. */
  Column value(int index) {
    return rows.col(VALUE + index);
  }

  /** The key as it is compared; the same as {@link KeyMatch#normalise}. */
  public static Column normalised(Column key, KeyMatch match) {
    return switch (match) {
      case EXACT -> key;
      case TRIM -> trim(key);
      case TRIM_IGNORE_CASE -> lower(trim(key));
    };
  }
}
