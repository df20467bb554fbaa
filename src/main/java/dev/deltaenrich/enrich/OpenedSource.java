package dev.deltaenrich.enrich;

import dev.deltaenrich.splice.MergeSource;
import org.apache.hadoop.io.IOUtils;

/**
 * An input that was opened.
 *
 * @param input the input
 * @param open its footer, and all of it where it is small; null where an earlier file cannot be
 *     read, so that its sources have to be
 */
record OpenedSource(MergeInput input, MergeSource open) {
  void close() {
    IOUtils.closeStream(open);
  }
}
