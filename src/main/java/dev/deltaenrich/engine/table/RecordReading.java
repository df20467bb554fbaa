package dev.deltaenrich.engine.table;

import dev.deltaenrich.engine.ScalaInterop;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/** Runs on executors: gives the rows of one file after the other, partition values at their end. */
final class RecordReading extends AbstractFunction1<PartitionedFile, Iterator<InternalRow>>
    implements Serializable {
  private static final long serialVersionUID = 1L;

  private final StructType wanted;
  private final StructType partition;
  private final boolean widened;
  private final Calendars calendars;
  private final Broadcast<Map<String, DeletedRows>> deletedRows;
  private final Broadcast<SerializableConfiguration> conf;
  private transient List<Expression> projected;
  private transient UnsafeProjection projection;

  /**
   * @param wanted the columns that are read, by the names that files have them under
   * @param partition the partition columns
   * @param widened whether files may have narrower types
   */
  RecordReading(
      StructType wanted,
      StructType partition,
      boolean widened,
      Calendars calendars,
      Broadcast<Map<String, DeletedRows>> deletedRows,
      Broadcast<SerializableConfiguration> conf) {
    this.wanted = wanted;
    this.partition = partition;
    this.widened = widened;
    this.calendars = calendars;
    this.deletedRows = deletedRows;
    this.conf = conf;
  }

  @Override
  public Iterator<InternalRow> apply(PartitionedFile file) {
    try {
      LongPredicate deleted = deleted(file);
      ParquetFileReader reader = open(file.toPath());
      try {
        FileRecords records = records(reader, file, deleted);
        TaskContext.get()
            .addTaskCompletionListener((TaskCompletionListener) ended -> records.close());
        return records;
      } catch (Throwable e) {
        reader.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private FileRecords records(
      ParquetFileReader reader, PartitionedFile file, LongPredicate deleted) {
    WantedColumns columns =
        WantedColumns.of(
            wanted, reader.getFileMetaData().getSchema(), widened, conf.value().value());
    return new FileRecords(
        reader,
        columns.requested(),
        calendars.materializer(reader.getFileMetaData(), columns.requested(), columns.read()),
        projection(columns.asWanted(wanted)),
        file.partitionValues(),
        deleted);
  }

  private ParquetFileReader open(Path file) throws IOException {
    Configuration hadoop = conf.value().value();
    return ParquetFileReader.open(
        HadoopInputFile.fromPath(file, hadoop), HadoopReadOptions.builder(hadoop).build());
  }

  private LongPredicate deleted(PartitionedFile file) throws IOException {
    DeletedRows rows = deletedRows.value().get(file.urlEncodedPath());
    return rows == null ? row -> false : rows.read(conf.value().value());
  }

  /** Most files need the same as the file before them. */
  private UnsafeProjection projection(List<Expression> columns) {
    if (!columns.equals(projected)) {
      List<Expression> all = new ArrayList<>(columns);
      for (StructField field : partition.fields()) {
        all.add(new BoundReference(all.size(), field.dataType(), true));
      }
      projection = UnsafeProjection.create(ScalaInterop.seq(all));
      projected = columns;
    }
    return projection;
  }
}
