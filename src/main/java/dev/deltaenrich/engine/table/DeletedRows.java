package dev.deltaenrich.engine.table;

import dev.deltaenrich.engine.log.DeletionVector;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.util.Arrays;
import java.util.function.LongPredicate;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.roaringbitmap.longlong.Roaring64NavigableMap;

/**
 * Which rows of a file a deletion vector leaves out (Delta PROTOCOL, "Deletion Vector Format"). The
 * bitmaps are read by the RoaringBitmap library that Spark brings along.
 */
public final class DeletedRows implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final byte FILE_VERSION = 1;
  private static final int MAGIC = 1681511377;

  // Not the record: Kryo, which may carry this to executors, cannot make records.
  private final String storageType;
  private final String place;
  private final int offset;
  private final int size;
  private final long cardinality;
  private final String table;

  DeletedRows(DeletionVector vector, Path table) {
    this.storageType = vector.storageType();
    this.place = vector.place();
    this.offset = vector.offset().orElse(0);
    this.size = vector.sizeInBytes();
    this.cardinality = vector.cardinality();
    this.table = table.toString();
  }

  /**
   * Reads the vector; tells of the number of a row, from 0 on, whether the row is left out.
   *
   * @throws EnrichException FILE_CORRUPT, or LOG_BROKEN where the vector, or its place, stands in
   *     the log and cannot be understood
   * @throws IOException what the store says
   */
  public LongPredicate read(Configuration conf) throws IOException {
    if (cardinality == 0) {
      return row -> false;
    }
    Roaring64NavigableMap rows = storageType.equals("i") ? inLog() : inFile(conf);
    return rows::contains;
  }

  private Roaring64NavigableMap inLog() {
    try {
      byte[] bytes = Z85.decode(place);
      require(0 <= size && size <= bytes.length, "it has %d bytes, not %d", bytes.length, size);
      return bitmap(Arrays.copyOf(bytes, size));
    } catch (DataFormatException e) {
      throw brokenLog(e);
    }
  }

  private Roaring64NavigableMap inFile(Configuration conf) throws IOException {
    Path file = file();
    try (FSDataInputStream in = file.getFileSystem(conf).open(file)) {
      return bitmap(bytes(in));
    } catch (EOFException e) {
      throw corrupt(file, "the file ends early", e);
    } catch (DataFormatException e) {
      throw corrupt(file, e.getMessage(), e);
    }
  }

  private Path file() {
    try {
      return switch (storageType) {
        case "u" -> new Path(table, nameInTable());
        case "p" -> new Path(URI.create(place));
        default -> throw new DataFormatException("its storage type is '%s'".formatted(storageType));
      };
    } catch (DataFormatException | IllegalArgumentException e) {
      throw brokenLog(e);
    }
  }

  /** Before the UUID, a folder may stand. */
  private String nameInTable() throws DataFormatException {
    int id = place.length() - Z85.UUID_LENGTH;
    require(id >= 0, "it is too short for a UUID");
    String name = "deletion_vector_%s.bin".formatted(Z85.uuid(place.substring(id)));
    return id == 0 ? name : place.substring(0, id) + "/" + name;
  }

  private byte[] bytes(FSDataInputStream in) throws IOException, DataFormatException {
    // Ahead of any but the first vector, the version would be another request to a store.
    in.seek(offset == Byte.BYTES ? 0 : offset);
    if (offset == Byte.BYTES) {
      int version = in.readByte();
      require(version == FILE_VERSION, "the file's version is %d, not %d", version, FILE_VERSION);
    }
    int written = in.readInt();
    require(written == size && size >= 0, "its size is %d, and the log says %d", written, size);
    byte[] bytes = in.readNBytes(size);
    CRC32 checksum = new CRC32();
    checksum.update(bytes);
    require(in.readInt() == (int) checksum.getValue(), "its checksum does not fit its bytes");
    return bytes;
  }

  private Roaring64NavigableMap bitmap(byte[] bytes) throws DataFormatException {
    Roaring64NavigableMap rows = new Roaring64NavigableMap();
    try {
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
      int magic = Integer.reverseBytes(in.readInt());
      require(magic == MAGIC, "its magic number is %d, not %d", magic, MAGIC);
      rows.deserializePortable(in);
    } catch (IOException | RuntimeException e) {
      throw new DataFormatException("its bitmaps do not parse (%s)".formatted(e));
    }
    long found = rows.getLongCardinality();
    require(found == cardinality, "it has %d rows, and the log says %d", found, cardinality);
    return rows;
  }

  private static void require(boolean condition, String otherwise, Object... values)
      throws DataFormatException {
    if (!condition) {
      throw new DataFormatException(otherwise.formatted(values));
    }
  }

  private EnrichException corrupt(Path file, String why, Exception cause) {
    return new EnrichException(
        ErrorCode.FILE_CORRUPT,
        "Cannot decode the deletion vector at byte %d of %s: %s; restore the file"
            .formatted(offset, file, why),
        cause);
  }

  private EnrichException brokenLog(Exception cause) {
    return new EnrichException(
        ErrorCode.LOG_BROKEN,
        "Cannot decode the deletion vector '%s' in the log of %s: %s; restore what was changed in its _delta_log"
            .formatted(place, table, cause.getMessage()),
        cause);
  }
}
