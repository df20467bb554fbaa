package dev.deltaenrich.splice;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * What a Parquet file's footer says, read as thrift (parquet.thrift, {@code FileMetaData}), and not
 * by the reader that also reads the rows: that reader's rows are compared with it.
 *
 * @param file all of it
 * @param start where it stands, which is where the bytes end that stay as they are
 * @param bytes the file's size
 */
public record ParquetFooter(ThriftStruct file, long start, long bytes) {
  /** Length of the footer and {@code PAR1}, at a file's very end. */
  static final int TRAILER = 8;

  private static final int MAGIC = 4;
  private static final int SMALLEST_FILE = 12;

  /** Nearly all footers fit, so one request does. */
  private static final int FIRST_READ = 1 << 16;

  /**
   * Reads a footer, in one request unless it is very large.
   *
   * @throws NotParquetException when the file is too short, has no magic at its end, or its footer
   *     is encrypted or does not parse
   * @throws java.io.FileNotFoundException when there is no file
   */
  public static ParquetFooter read(Configuration conf, Path file)
      throws NotParquetException, IOException {
    try (Source source = Source.open(conf, file)) {
      return read(source);
    }
  }

  static ParquetFooter read(Source source) throws NotParquetException, IOException {
    if (source.bytes() < SMALLEST_FILE) {
      throw none("it has only %d bytes".formatted(source.bytes()), null);
    }
    int first = (int) Math.min(FIRST_READ, source.bytes());
    byte[] end = source.read(source.bytes() - first, first);
    int length = lengthOf(end, source.bytes());
    byte[] footer = new byte[length];
    int there = Math.min(length, first - TRAILER);
    System.arraycopy(end, first - TRAILER - there, footer, length - there, there);
    long start = source.bytes() - TRAILER - length;
    if (there < length) {
      byte[] missing = source.read(start, length - there);
      System.arraycopy(missing, 0, footer, 0, missing.length);
    }
    return new ParquetFooter(parse(footer), start, source.bytes());
  }

  private static int lengthOf(byte[] end, long size) throws NotParquetException {
    String magic = new String(end, end.length - MAGIC, MAGIC, StandardCharsets.US_ASCII);
    if (magic.equals("PARE")) {
      throw new NotParquetException(Refusal.ENCRYPTED, "its footer is encrypted", null);
    }
    int length = ByteBuffer.wrap(end).order(ByteOrder.LITTLE_ENDIAN).getInt(end.length - TRAILER);
    if (!magic.equals("PAR1") || length <= 0 || length > size - SMALLEST_FILE) {
      throw none("it does not end as a Parquet file does", null);
    }
    return length;
  }

  private static ThriftStruct parse(byte[] footer) throws NotParquetException {
    try {
      ThriftStruct file = ThriftStruct.read(footer);
      if (file.has(Fields.File.SCHEMA)
          && file.has(Fields.File.ROWS)
          && file.has(Fields.File.ROW_GROUPS)) {
        return file;
      }
    } catch (IOException e) {
      throw none("its footer does not parse", e);
    }
    throw none("its footer lacks schema, rows or row groups", null);
  }

  private static NotParquetException none(String detail, Throwable cause) {
    return new NotParquetException(Refusal.NO_FOOTER, detail, cause);
  }

  /** The rows that the footer promises. */
  public long rows() {
    return file.number(Fields.File.ROWS);
  }

  /** How the footer contradicts itself; empty when it does not. */
  public Optional<String> contradiction() {
    return Contradictions.ofRows(file);
  }

  /** A codec or an encoding that this Spark cannot read, for people. */
  public Optional<String> unreadable() {
    return chunks().stream().flatMap(chunk -> chunk.unreadable().stream()).findFirst();
  }

  List<ThriftStruct> groups() {
    return file.list(Fields.File.ROW_GROUPS, ThriftStruct.class);
  }

  /** The columns' chunks, row group after row group; of row groups that have rows. */
  List<ParquetChunk> chunks() {
    return groups().stream()
        .filter(group -> group.number(Fields.Group.ROWS) != 0)
        .flatMap(group -> group.list(Fields.Group.CHUNKS, ThriftStruct.class).stream())
        .map(ParquetChunk::of)
        .toList();
  }

  /**
   * The same without the row groups that have no rows, which Spark 3.4 refuses to read. The
   * ordinals of the other row groups count on.
   */
  ParquetFooter withoutEmptyGroups() {
    List<ThriftStruct> all = groups();
    List<ThriftStruct> kept = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      ThriftStruct group = all.get(i);
      if (group.number(Fields.Group.ROWS) != 0) {
        boolean counts = group.has(Fields.Group.ORDINAL) && group.number(Fields.Group.ORDINAL) == i;
        kept.add(counts ? group.withNumber(Fields.Group.ORDINAL, kept.size()) : group);
      }
    }
    return new ParquetFooter(file.withStructs(Fields.File.ROW_GROUPS, kept), start, bytes);
  }

  /** A footer as it ends a file, with its length and {@code PAR1} behind it. */
  static byte[] toFileEnd(ThriftStruct file) {
    byte[] footer = file.toBytes();
    ByteBuffer end =
        ByteBuffer.wrap(Arrays.copyOf(footer, footer.length + TRAILER))
            .order(ByteOrder.LITTLE_ENDIAN);
    end.putInt(footer.length, footer.length);
    end.put(footer.length + MAGIC, "PAR1".getBytes(StandardCharsets.US_ASCII));
    return end.array();
  }
}
