package dev.deltaenrich.engine;

import dev.deltaenrich.splice.Contradictions;
import dev.deltaenrich.splice.ParquetChunk;
import dev.deltaenrich.splice.ThriftStruct;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.types.StructType;

/**
 * What a Parquet file's footer says of itself, read as thrift (parquet.thrift, {@code
 * FileMetaData}), without the reader that would also read the rows: it is the witness against that
 * reader.
 *
 * @param rows the rows the footer promises
 * @param bytes the file's real size
 * @param contradiction how the footer contradicts itself; null when it does not
 * @param chunks the columns' chunks, row group after row group; of row groups that have rows
 * @param file all of it
 */
public record ParquetFooter(
    long rows, long bytes, String contradiction, List<ParquetChunk> chunks, ThriftStruct file) {
  private static final int TAIL = 8;
  private static final int SMALLEST_FILE = 12;

  // Field numbers of parquet.thrift.
  private static final int FILE_SCHEMA = 2;
  private static final int FILE_ROWS = 3;
  private static final int FILE_ROW_GROUPS = 4;
  private static final int GROUP_CHUNKS = 1;
  private static final int GROUP_ROWS = 3;

  /** The file is not what Parquet files are. */
  public static final class NotParquetException extends IOException {
    private static final long serialVersionUID = 1L;

    NotParquetException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** The file's footer is encrypted. */
  public static final class EncryptedException extends IOException {
    private static final long serialVersionUID = 1L;

    EncryptedException() {
      super("its footer is encrypted");
    }
  }

  /**
   * What this Spark cannot read of the file, going by the footer alone, for people.
   *
   * @param table the table's columns as files call them, without partition columns
   */
  public Optional<String> unreadable(StructType table) {
    return FileColumns.unreadable(file, table)
        .or(() -> chunks.stream().flatMap(chunk -> chunk.unreadable().stream()).findFirst());
  }

  /**
   * Whether the file holds a column, or a field inside one, that a table shows with one schema and
   * not with another.
   *
   * @param before the other one's columns as files call them
   * @param now the columns as files call them
   * @throws IOException when this version of Parquet does not understand the file's schema
   */
  public boolean showsMore(StructType before, StructType now) throws IOException {
    return !FileColumns.shown(file, before).containsAll(FileColumns.shown(file, now));
  }

  /**
   * Reads a footer: one request for the size and two for the bytes.
   *
   * @throws FileNotFoundException when there is no file
   * @throws EncryptedException when nothing can be read of it without keys
   * @throws NotParquetException when the file is too short, has no magic at its end, or its footer
   *     does not parse
   */
  public static ParquetFooter read(Configuration conf, Path file) throws IOException {
    FileSystem fileSystem = file.getFileSystem(conf);
    long size = fileSystem.getFileStatus(file).getLen();
    if (size < SMALLEST_FILE) {
      throw new NotParquetException("it has only %d bytes".formatted(size), null);
    }
    try (FSDataInputStream in = fileSystem.open(file)) {
      byte[] tail = new byte[TAIL];
      in.readFully(size - TAIL, tail);
      int length = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt();
      String magic = new String(tail, 4, 4, StandardCharsets.US_ASCII);
      if (magic.equals("PARE")) {
        throw new EncryptedException();
      }
      if (!magic.equals("PAR1") || length <= 0 || length > size - SMALLEST_FILE) {
        throw new NotParquetException("it does not end as a Parquet file does", null);
      }
      byte[] footer = new byte[length];
      in.readFully(size - TAIL - length, footer);
      return of(parse(footer), size);
    }
  }

  private static ThriftStruct parse(byte[] footer) throws NotParquetException {
    try {
      ThriftStruct parsed = ThriftStruct.read(new ByteArrayInputStream(footer));
      if (parsed.has(FILE_SCHEMA) && parsed.has(FILE_ROWS) && parsed.has(FILE_ROW_GROUPS)) {
        return parsed;
      }
    } catch (IOException e) {
      throw new NotParquetException("its footer does not parse", e);
    }
    throw new NotParquetException("its footer lacks schema, rows or row groups", null);
  }

  /**
   * A footer that was read already.
   *
   * @param file a {@code FileMetaData}
   * @param size the file's real size
   */
  public static ParquetFooter of(ThriftStruct file, long size) {
    return new ParquetFooter(
        file.number(FILE_ROWS),
        size,
        Contradictions.ofRows(file).orElse(null),
        file.list(FILE_ROW_GROUPS, ThriftStruct.class).stream()
            .filter(group -> group.number(GROUP_ROWS) != 0)
            .flatMap(group -> group.list(GROUP_CHUNKS, ThriftStruct.class).stream())
            .map(ParquetChunk::of)
            .toList(),
        file);
  }
}
