package dev.deltaenrich.engine;

import dev.deltaenrich.splice.ParquetChunk;
import dev.deltaenrich.splice.ThriftStruct;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What a Parquet file's footer says of itself, read as thrift (parquet.thrift, {@code
 * FileMetaData}), without the reader that would also read the rows: it is the witness against that
 * reader.
 *
 * @param rows the rows the footer promises
 * @param bytes the file's real size
 * @param contradiction how the footer contradicts itself; null when it does not
 * @param chunks the columns' chunks, row group after row group
 */
public record ParquetFooter(
    long rows, long bytes, String contradiction, List<ParquetChunk> chunks) {
  private static final int TAIL = 8;
  private static final int SMALLEST_FILE = 12;

  // Field numbers of parquet.thrift.
  private static final int FILE_SCHEMA = 2;
  private static final int FILE_ROWS = 3;
  private static final int FILE_ROW_GROUPS = 4;
  private static final int ELEMENT_TYPE = 1;
  private static final int ELEMENT_REPETITION = 3;
  private static final int ELEMENT_NAME = 4;
  private static final int ELEMENT_CHILDREN = 5;
  private static final int GROUP_CHUNKS = 1;
  private static final int GROUP_ROWS = 3;
  private static final int REPEATED = 2;

  /** The file is not what Parquet files are. */
  public static final class NotParquetException extends IOException {
    private static final long serialVersionUID = 1L;

    NotParquetException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** What this Spark cannot read of the file, going by the footer alone; null when nothing is. */
  public String unreadable() {
    return chunks.stream().flatMap(chunk -> chunk.unreadable().stream()).findFirst().orElse(null);
  }

  /**
   * Reads a footer: one request for the size and two for the bytes.
   *
   * @throws FileNotFoundException when there is no file
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
        throw new NotParquetException("its footer is encrypted", null);
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

  private static ParquetFooter of(ThriftStruct file, long size) {
    return new ParquetFooter(
        file.number(FILE_ROWS),
        size,
        contradiction(file).orElse(null),
        file.list(FILE_ROW_GROUPS, ThriftStruct.class).stream()
            .flatMap(group -> group.list(GROUP_CHUNKS, ThriftStruct.class).stream())
            .map(ParquetChunk::of)
            .toList());
  }

  private static Optional<String> contradiction(ThriftStruct file) {
    List<ThriftStruct> groups = file.list(FILE_ROW_GROUPS, ThriftStruct.class);
    long inGroups = groups.stream().mapToLong(group -> group.number(GROUP_ROWS)).sum();
    if (inGroups != file.number(FILE_ROWS)) {
      return Optional.of(
          "its row groups have %d rows, its footer %d".formatted(inGroups, file.number(FILE_ROWS)));
    }
    Set<String> flat = flatColumns(file.list(FILE_SCHEMA, ThriftStruct.class));
    for (ThriftStruct group : groups) {
      for (ThriftStruct struct : group.list(GROUP_CHUNKS, ThriftStruct.class)) {
        ParquetChunk chunk = ParquetChunk.of(struct);
        if (flat.contains(chunk.column()) && chunk.values() != group.number(GROUP_ROWS)) {
          return Optional.of(
              "a row group has %d rows, but %d values of column '%s'"
                  .formatted(group.number(GROUP_ROWS), chunk.values(), chunk.column()));
        }
      }
    }
    return Optional.empty();
  }

  /** Leaf columns right below the root that are not repeated: they have one value a row. */
  private static Set<String> flatColumns(List<ThriftStruct> schema) {
    Set<String> flat = new HashSet<>();
    int position = 1;
    while (position < schema.size()) {
      ThriftStruct element = schema.get(position);
      if (element.has(ELEMENT_TYPE) && element.number(ELEMENT_REPETITION) != REPEATED) {
        flat.add(element.text(ELEMENT_NAME));
      }
      position = end(schema, position);
    }
    return flat;
  }

  /** The position after an element and all below it; the schema is a tree written depth first. */
  private static int end(List<ThriftStruct> schema, int position) {
    int open = 1;
    int next = position;
    while (open > 0 && next < schema.size()) {
      open += (int) schema.get(next).number(ELEMENT_CHILDREN) - 1;
      next++;
    }
    return next;
  }
}
