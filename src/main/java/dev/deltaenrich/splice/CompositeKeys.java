package dev.deltaenrich.splice;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;

/**
 * Keys of several parts, each part in a column of its own: the parts of a row as one text, see
 * {@link dev.deltaenrich.config.CompositeKey}. A row that lacks a part has no key. Of a row group,
 * the different keys are held in memory, and a number for each row. Not thread-safe.
 */
final class CompositeKeys implements FileKeys {
  private final Path file;
  private final List<FileKeys> parts;

  /**
   * @param file what they are of, for messages
   * @param parts at least one; closed with this
   */
  CompositeKeys(Path file, List<FileKeys> parts) {
    this.file = file;
    this.parts = List.copyOf(parts);
  }

  /** That of the first part. */
  @Override
  public CompressionCodecName codec() {
    return parts.get(0).codec();
  }

  @Override
  public int groups() {
    return parts.get(0).groups();
  }

  @Override
  public void read(int group, KeySink into) throws IOException {
    List<NumberedKeys> columns = new ArrayList<>();
    for (FileKeys part : parts) {
      NumberedKeysSink column = new NumberedKeysSink();
      part.read(group, column);
      columns.add(column.keys());
    }
    NumberedKeys keys = columns.get(0);
    for (NumberedKeys next : columns.subList(1, columns.size())) {
      keys = keys.with(next, file);
    }
    int[] rows = keys.rows();
    int[] levels = Arrays.stream(rows).map(id -> id == ByteKeys.NONE ? 0 : 1).toArray();
    int[] ids = Arrays.stream(rows).filter(id -> id != ByteKeys.NONE).toArray();
    into.start(new Entries(keys.texts()));
    into.addIds(new Numbers(levels), new Numbers(ids), rows.length);
    into.end();
  }

  /** Which parts go together stands in the pages alone. */
  @Override
  public void readDistinct(int group, KeySink into) throws IOException {
    read(group, into);
  }

  @Override
  public void close() throws IOException {
    for (FileKeys part : parts) {
      part.close();
    }
  }

  /** The different keys as a dictionary. */
  private static final class Entries extends Dictionary {
    private final ByteKeys keys;

    Entries(ByteKeys keys) {
      super(Encoding.PLAIN);
      this.keys = keys;
    }

    @Override
    public int getMaxId() {
      return keys.size() - 1;
    }

    @Override
    public Binary decodeToBinary(int id) {
      return Binary.fromConstantByteArray(keys.key(id));
    }
  }
}
