package dev.deltaenrich.verify;

import java.util.Iterator;
import java.util.function.Supplier;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Hands on a scan's rows; where the scan fails, the failure names the file. Spark says of few
 * failures which file they are about.
 */
final class NamingScan implements FlatMapFunction<Iterator<InternalRow>, InternalRow> {
  private static final long serialVersionUID = 1L;

  private final UnreadableFile unreadable;

  NamingScan(UnreadableFile unreadable) {
    this.unreadable = unreadable;
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
      throw unreadable.failure(InputFileBlockHolder.getInputFilePath().toString(), e);
    }
  }
}
