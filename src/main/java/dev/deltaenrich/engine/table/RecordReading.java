package dev.deltaenrich.engine.table;

import dev.deltaenrich.engine.ScalaInterop;
import dev.deltaenrich.engine.crosscheck.ParquetRows;
import dev.deltaenrich.engine.crosscheck.SecondReader;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.TaskCompletionListener;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/** Runs on executors: gives the rows of one file after the other, partition values at their end. */
final class RecordReading extends AbstractFunction1<PartitionedFile, Iterator<InternalRow>>
    implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Broadcast<SecondReader> reader;
  private final StructType partition;
  private final Broadcast<Map<String, DeletedRows>> deletedRows;
  private transient UnsafeProjection projection;

  /**
   * @param reader of the columns that are read
   * @param partition the partition columns
   * @param deletedRows by the URIs of the files that have such
   */
  RecordReading(
      Broadcast<SecondReader> reader,
      StructType partition,
      Broadcast<Map<String, DeletedRows>> deletedRows) {
    this.reader = reader;
    this.partition = partition;
    this.deletedRows = deletedRows;
  }

  @Override
  public Iterator<InternalRow> apply(PartitionedFile file) {
    try {
      LongPredicate deleted = deleted(file.urlEncodedPath());
      ParquetRows rows = reader.value().openWhole(file.urlEncodedPath());
      FileRecords records = new FileRecords(rows, projection(), file.partitionValues(), deleted);
      TaskContext.get()
          .addTaskCompletionListener((TaskCompletionListener) ended -> records.close());
      return records;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private LongPredicate deleted(String uri) throws IOException {
    DeletedRows rows = deletedRows.value().get(uri);
    return rows == null ? row -> false : rows.read(reader.value().conf().value());
  }

  private UnsafeProjection projection() {
    if (projection == null) {
      List<Expression> all = new ArrayList<>();
      Stream.of(reader.value().columns(), partition)
          .flatMap(columns -> Stream.of(columns.fields()))
          .map(StructField::dataType)
          .forEach(type -> all.add(new BoundReference(all.size(), type, true)));
      projection = UnsafeProjection.create(ScalaInterop.seq(all));
    }
    return projection;
  }
}
