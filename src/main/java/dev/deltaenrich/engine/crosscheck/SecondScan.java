package dev.deltaenrich.engine.crosscheck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.unsafe.types.UTF8String;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Reads files by parquet-java alone. A file comes as a list: its URI, then its partition values as
 * the log has them. A row has the second reader's columns, then those values as texts.
 */
final class SecondScan implements FlatMapFunction<List<String>, InternalRow> {
  private static final long serialVersionUID = 1L;

  private final SecondReader reader;

  SecondScan(SecondReader reader) {
    this.reader = reader;
  }

  @Override
  public Iterator<InternalRow> call(List<String> file) throws IOException {
    String uri = file.get(0);
    ParquetRows rows = reader.open(uri);
    TaskCompletionListener end = context -> close(rows);
    TaskContext.get().addTaskCompletionListener(end);
    int columns = reader.columns().size();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public InternalRow next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        // The row's file is whatever the thread's scan is at.
        InputFileBlockHolder.set(uri, 0, 1);
        InternalRow row = rows.next();
        Object[] values = new Object[columns + file.size() - 1];
        System.arraycopy(((GenericInternalRow) row).values(), 0, values, 0, columns);
        for (int i = 1; i < file.size(); i++) {
          values[columns + i - 1] = UTF8String.fromString(file.get(i));
        }
        return new GenericInternalRow(values);
      }
    };
  }

  private static void close(ParquetRows rows) {
    try {
      rows.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
