package dev.deltaenrich.splice;

import dev.deltaenrich.plan.Fallback;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The footer of the file to splice.
 *
 * @param file its {@code FileMetaData}
 * @param start where it stands, which is where the bytes end that stay as they are
 */
record RawFooter(ThriftStruct file, long start) {
  /** Length of the footer and {@code PAR1}, at a file's very end. */
  static final int TRAILER = 8;

  private static final int MAGIC = 4;
  private static final int SMALLEST_FILE = 12;

  /** Nearly all footers fit, so one request does. */
  private static final int FIRST_READ = 1 << 16;

  /**
   * Reads it.
   *
   * @throws NotSpliceableException when there is none that can be read
   */
  static RawFooter read(Source source) throws NotSpliceableException, IOException {
    if (source.bytes() < SMALLEST_FILE) {
      throw new NotSpliceableException(
          Fallback.NO_FOOTER, "it has only %d bytes".formatted(source.bytes()));
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
    return new RawFooter(parse(footer), start);
  }

  private static int lengthOf(byte[] end, long size) throws NotSpliceableException {
    String magic = new String(end, end.length - MAGIC, MAGIC, StandardCharsets.US_ASCII);
    if (magic.equals("PARE")) {
      throw new NotSpliceableException(Fallback.ENCRYPTED, "its footer is encrypted");
    }
    int length = ByteBuffer.wrap(end).order(ByteOrder.LITTLE_ENDIAN).getInt(end.length - TRAILER);
    if (!magic.equals("PAR1") || length <= 0 || length > size - SMALLEST_FILE) {
      throw new NotSpliceableException(
          Fallback.NO_FOOTER, "it does not end as a Parquet file does");
    }
    return length;
  }

  private static ThriftStruct parse(byte[] footer) throws NotSpliceableException {
    ThriftStruct file;
    try {
      file = ThriftStruct.read(footer);
    } catch (IOException e) {
      throw new NotSpliceableException(Fallback.NO_FOOTER, "its footer does not parse", e);
    }
    if (!file.has(Fields.File.SCHEMA)
        || !file.has(Fields.File.ROWS)
        || !file.has(Fields.File.ROW_GROUPS)) {
      throw new NotSpliceableException(
          Fallback.NO_FOOTER, "its footer lacks schema, rows or row groups");
    }
    return file;
  }

  long rows() {
    return file.number(Fields.File.ROWS);
  }

  List<ThriftStruct> groups() {
    return file.list(Fields.File.ROW_GROUPS, ThriftStruct.class);
  }

  /**
   * The same without the row groups that have no rows, which Spark 3.4 refuses to read. The
   * ordinals of the other row groups count on.
   */
  RawFooter withoutEmptyGroups() {
    List<ThriftStruct> all = groups();
    List<ThriftStruct> kept = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      ThriftStruct group = all.get(i);
      if (group.number(Fields.Group.ROWS) != 0) {
        boolean counts = group.has(Fields.Group.ORDINAL) && group.number(Fields.Group.ORDINAL) == i;
        kept.add(counts ? group.withNumber(Fields.Group.ORDINAL, kept.size()) : group);
      }
    }
    return new RawFooter(file.withStructs(Fields.File.ROW_GROUPS, kept), start);
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
