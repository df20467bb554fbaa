package dev.deltaenrich.enrich;

import dev.deltaenrich.plan.SourceFile;
import dev.deltaenrich.splice.MergeSource;
import dev.deltaenrich.splice.NotSpliceableException;
import org.apache.hadoop.io.IOUtils;

/**
 * A source that was opened, or the reason why it cannot be merged.
 *
 * @param source the source
 * @param open null where it cannot be merged
 * @param refusal null where it can
 */
record OpenedSource(SourceFile source, MergeSource open, NotSpliceableException refusal) {
  void close() {
    IOUtils.closeStream(open);
  }
}
