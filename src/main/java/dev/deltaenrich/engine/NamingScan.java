package dev.deltaenrich.engine;

import java.io.Serializable;
import java.util.Iterator;
import java.util.function.Supplier;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Hands on a scan's rows; where the scan fails, the failure is told with the file that it was at.
 * Spark itself names the file of few failures.
 */
public final class NamingScan implements FlatMapFunction<Iterator<InternalRow>, InternalRow> {
  private static final long serialVersionUID = 1L;

  private final Failure failure;

  /** Makes the failure that users see, in a task. */
  @FunctionalInterface
  public interface Failure extends Serializable {
    /**
     * What to throw instead of {@code cause}.
     *
     * @param uri the file
     */
    RuntimeException of(String uri, Exception cause);
  }

  /** Of a task's rows. */
  public NamingScan(Failure failure) {
    this.failure = failure;
  }

  /** The same rows; {@code rows} must be a scan and what is done in the tasks that scan. */
  public static Dataset<Row> of(SparkSession spark, Dataset<Row> rows, Failure failure) {
    return InternalRows.table(
        spark,
        rows.queryExecution().toRdd().toJavaRDD().mapPartitions(new NamingScan(failure)),
        rows.schema());
  }

  @Override
  public Iterator<InternalRow> call(Iterator<InternalRow> rows) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return named(rows::hasNext);
      }

      @Override
      public InternalRow next() {
        return named(rows::next);
      }
    };
  }

  private <T> T named(Supplier<T> step) {
    try {
      return step.get();
    } catch (Exception e) {
      // Scala throws checked ones undeclared.
      String uri = InputFileBlockHolder.getInputFilePath().toString();
      if (uri.isEmpty() || TaskContext.get().isInterrupted()) {
        throw e;
      }
      throw failure.of(uri, e);
    }
  }
}
