package dev.deltaenrich.engine;

import java.util.function.Supplier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.SQLExecution;
import org.apache.spark.sql.types.StructType;

/** Steps on rows in Spark's own form, for which Spark 3 has no public methods. */
public final class InternalRows {
  private InternalRows() {}

  /** Rows as a table of this schema. */
  public static Dataset<Row> table(
      SparkSession session, JavaRDD<InternalRow> rows, StructType schema) {
    return session.internalCreateDataFrame(rows.rdd(), schema, false);
  }

  /** Runs tasks that see the settings of a session; elsewhere only those of a query do. */
  public static <T> T withSettingsOf(SparkSession session, Supplier<T> work) {
    return SQLExecution.withSQLConfPropagated(session, work::get);
  }
}
