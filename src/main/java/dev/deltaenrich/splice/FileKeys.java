package dev.deltaenrich.splice;

import java.io.Closeable;
import java.io.IOException;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** The keys of a file's rows, row group by row group. Not thread-safe. */
interface FileKeys extends Closeable {
  /** The codec for what is added. */
  CompressionCodecName codec();

  /** How many row groups there are; each has rows. */
  int groups();

  /**
   * Looks the keys of a row group up.
   *
   * @param into what takes them
   * @throws dev.deltaenrich.failure.EnrichException FILE_CORRUPT
   * @throws IOException when the store fails
   */
  void read(int group, KeySink into) throws IOException;

  /**
   * The same without how often each key comes: a dictionary alone is read where that is enough, and
   * may hold keys that no row has.
   */
  void readDistinct(int group, KeySink into) throws IOException;

  @Override
  void close() throws IOException;
}
