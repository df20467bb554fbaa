package dev.deltaenrich.engine.table;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.NoSuchElementException;
import java.util.function.LongPredicate;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import scala.collection.AbstractIterator;

/**
 * The rows of one file, row group after row group; row groups without rows are passed over. A row
 * is overwritten by the next one. Not thread-safe.
 */
final class FileRecords extends AbstractIterator<InternalRow> implements Closeable {
  private ParquetFileReader reader;
  private final MessageColumnIO columns;
  private final RecordMaterializer<InternalRow> materializer;
  private final UnsafeProjection projection;
  private final JoinedRow joined;
  private final InternalRow partitionValues;
  private final LongPredicate deleted;

  private RecordReader<InternalRow> records;
  private int nextGroup;
  private long leftInGroup;
  private long row = -1;
  private InternalRow next;

  /**
   * @param reader is closed after the last row
   * @param deleted tells of the number of a row whether the row is left out
   */
  FileRecords(
      ParquetFileReader reader,
      MessageType requested,
      RecordMaterializer<InternalRow> materializer,
      UnsafeProjection projection,
      InternalRow partitionValues,
      LongPredicate deleted) {
    reader.setRequestedSchema(requested);
    this.reader = reader;
    this.columns =
        new ColumnIOFactory(reader.getFileMetaData().getCreatedBy())
            .getColumnIO(requested, reader.getFileMetaData().getSchema(), true);
    this.materializer = materializer;
    this.projection = projection;
    this.partitionValues = partitionValues;
    this.deleted = deleted;
    this.joined = new JoinedRow();
  }

  @Override
  public boolean hasNext() {
    while (next == null && startedGroup()) {
      InternalRow record = records.read();
      leftInGroup--;
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

  /** Whether there is a row group with a row left. */
  private boolean startedGroup() {
    while (leftInGroup == 0) {
      if (reader == null || nextGroup == reader.getRowGroups().size()) {
        close();
        return false;
      }
      leftInGroup = reader.getRowGroups().get(nextGroup).getRowCount();
      if (leftInGroup > 0) {
        start(nextGroup);
      }
      nextGroup++;
    }
    return true;
  }

  private void start(int group) {
    // The pages of the row group before it.
    records = null;
    try {
      PageReadStore pages = reader.readRowGroup(group);
      records = columns.getRecordReader(pages, materializer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets the footer go too: a task may read thousands of files. */
  @Override
  public void close() {
    try {
      if (reader != null) {
        reader.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      reader = null;
      records = null;
    }
  }
}
