package dev.deltaenrich.enrich;

import dev.deltaenrich.plan.SourceFile;
import dev.deltaenrich.splice.MergeSource;
import org.apache.hadoop.io.IOUtils;

/**
 * A source that was opened.
 *
 * @param source the source
 * @param open its footer, and all of it where it is small
 */
record OpenedSource(SourceFile source, MergeSource open) {
  void close() {
    IOUtils.closeStream(open);
  }
}
