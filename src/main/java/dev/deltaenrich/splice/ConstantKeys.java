package dev.deltaenrich.splice;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * The keys of a file all of whose rows have the same one: that of its partition, or none because
 * the file lacks the column. Nothing of the file is read for it.
 */
final class ConstantKeys implements FileKeys {
  private final ParquetFooter footer;
  private final byte[] key;

  /**
   * @param key the key; null for none
   */
  ConstantKeys(ParquetFooter footer, String key) {
    this.footer = footer;
    this.key = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
  }

  /** That of the file's first column. */
  @Override
  public CompressionCodecName codec() {
    List<ParquetChunk> chunks = footer.chunks();
    return chunks.isEmpty() ? CompressionCodecName.SNAPPY : chunks.get(0).codecForMore();
  }

  @Override
  public int groups() {
    return footer.groups().size();
  }

  @Override
  public void read(int group, KeySink into) {
    int rows = Math.toIntExact(footer.groups().get(group).number(Fields.Group.ROWS));
    into.start(null);
    into.addConstant(key, rows);
    into.end();
  }

  @Override
  public void readDistinct(int group, KeySink into) {
    read(group, into);
  }

  @Override
  public void close() {
    // Holds nothing.
  }
}
