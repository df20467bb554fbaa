package dev.deltaenrich.engine.table;

import dev.deltaenrich.engine.crosscheck.ParquetRows;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.NoSuchElementException;
import java.util.function.LongPredicate;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import scala.collection.AbstractIterator;

/**
 * The rows of one file without those that were deleted, partition values at their end. A row is
 * overwritten by the next one. Not thread-safe.
 */
final class FileRecords extends AbstractIterator<InternalRow> implements Closeable {
  private ParquetRows rows;
  private final UnsafeProjection projection;
  private final JoinedRow joined = new JoinedRow();
  private final InternalRow partitionValues;
  private final LongPredicate deleted;

  private long row = -1;
  private InternalRow next;

  /**
   * @param rows is closed after the last row
   * @param deleted tells of the number of a row whether the row is left out
   */
  FileRecords(
      ParquetRows rows,
      UnsafeProjection projection,
      InternalRow partitionValues,
      LongPredicate deleted) {
    this.rows = rows;
    this.projection = projection;
    this.partitionValues = partitionValues;
    this.deleted = deleted;
  }

  @Override
  public boolean hasNext() {
    while (next == null && rows != null) {
      if (!rows.hasNext()) {
        close();
        return false;
      }
      InternalRow record = rows.next();
      row++;
      if (!deleted.test(row)) {
        next = projection.apply(joined.apply(record, partitionValues));
      }
    }
    return next != null;
  }

  @Override
  public InternalRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    InternalRow taken = next;
    next = null;
    return taken;
  }

  /** Lets the footer go too: a task may read thousands of files. */
  @Override
  public void close() {
    try {
      if (rows != null) {
        rows.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      rows = null;
    }
  }
}
