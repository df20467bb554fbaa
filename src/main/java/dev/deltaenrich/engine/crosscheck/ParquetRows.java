package dev.deltaenrich.engine.crosscheck;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.StructField;

/**
 * The rows of one Parquet file in order, as Spark's internal rows, assembled by parquet-java's
 * record reader from the file's own schema: what the table's schema calls NOT NULL has no say. Row
 * groups without rows are passed over.
 */
public final class ParquetRows implements Iterator<InternalRow>, Closeable {
  private final ParquetFileReader file;
  private final MessageType read;
  private final MessageColumnIO columnIo;
  private final boolean emptyStruct;
  private final boolean widened;
  private final List<ParquetField> fields = new ArrayList<>();
  private final List<Integer> places = new ArrayList<>();
  private final Map<String, String> unread = new LinkedHashMap<>();
  private int nextGroup;
  private long rowsLeft;
  private RecordReader<Group> records;

  ParquetRows(SecondReader reader, Path path) throws IOException {
    this.file = ParquetFileReader.open(HadoopInputFile.fromPath(path, reader.conf().value()));
    MessageType schema = file.getFileMetaData().getSchema();
    ParquetColumns columns =
        new ParquetColumns(
            reader.byId(), WrittenCalendar.of(file.getFileMetaData(), reader.julian()));
    this.read = new MessageType(schema.getName(), List.copyOf(choose(reader, columns, schema)));
    for (int place : places) {
      try {
        fields.add(columns.field(read, reader.columns().fields()[place]));
      } catch (NotComparableException e) {
        throw new IllegalStateException(e);
      }
    }
    this.emptyStruct = columns.emptyStruct();
    this.widened = reader.widened() && columns.widened();
    file.setRequestedSchema(read);
    this.columnIo =
        new ColumnIOFactory(file.getFileMetaData().getCreatedBy()).getColumnIO(read, schema);
  }

  /** Settles which columns can be read; what the file has of them. */
  private Set<Type> choose(SecondReader reader, ParquetColumns columns, MessageType schema) {
    Set<Type> chosen = new LinkedHashSet<>();
    StructField[] wanted = reader.columns().fields();
    for (int i = 0; i < wanted.length; i++) {
      try {
        columns.field(schema, wanted[i]);
        columns.find(schema, wanted[i]).ifPresent(chosen::add);
        places.add(i);
      } catch (NotComparableException e) {
        unread.put(wanted[i].name(), e.getMessage());
      }
    }
    return chosen;
  }

  /** How many rows the footer says there are. */
  public long count() {
    return file.getRowGroups().stream().mapToLong(BlockMetaData::getRowCount).sum();
  }

  /**
   * Why this Spark reads the file wrongly or not at all, where these rows are right; null where
   * nothing is known against it.
   */
  public String misreadBySpark() {
    if (!unread.isEmpty()) {
      return null;
    }
    if (file.getRowGroups().stream().anyMatch(group -> group.getRowCount() == 0)) {
      return "it has row groups without rows";
    }
    if (widened) {
      return "it is from before a column's type was widened";
    }
    return emptyStruct
        ? "it has a struct whose fields are all newer than the file (SPARK-53535)"
        : null;
  }

  /** Which of the reader's columns the rows have, in order. */
  List<Integer> places() {
    return places;
  }

  /** The columns that the rows lack, with the reason. */
  public Map<String, String> unread() {
    return unread;
  }

  /** Reads what is left, and says how many rows that were. */
  public long readToTheEnd() {
    long rows = 0;
    while (hasNext()) {
      next();
      rows++;
    }
    return rows;
  }

  @Override
  public boolean hasNext() {
    try {
      while (rowsLeft == 0 && nextGroup < file.getRowGroups().size()) {
        rowsLeft = file.getRowGroups().get(nextGroup).getRowCount();
        if (rowsLeft > 0) {
          PageReadStore pages = file.readRowGroup(nextGroup);
          records = columnIo.getRecordReader(pages, new GroupRecordConverter(read));
        }
        nextGroup++;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rowsLeft > 0;
  }

  @Override
  public InternalRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    rowsLeft--;
    Group record = records.read();
    return new GenericInternalRow(fields.stream().map(field -> field.of(record)).toArray());
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
