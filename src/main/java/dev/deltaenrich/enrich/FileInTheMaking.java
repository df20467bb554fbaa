package dev.deltaenrich.enrich;

import dev.deltaenrich.plan.PlannedFile;
import dev.deltaenrich.splice.AssembledFile;
import dev.deltaenrich.splice.Assembly;
import dev.deltaenrich.splice.Splice;
import dev.deltaenrich.splice.SplicedTail;
import java.io.IOException;
import org.apache.hadoop.fs.Path;

/**
 * A curated file whose first part is being copied. {@link #encode} and {@link #finish} complete it;
 * {@link #close} without them takes it away. Not thread-safe.
 */
final class FileInTheMaking {
  private final PlannedFile planned;
  private final String relativePath;
  private final Assembly assembly;
  private SplicedTail tail;

  /**
   * @param relativePath below the table's folder, not encoded
   */
  FileInTheMaking(PlannedFile planned, String relativePath, Assembly assembly) {
    this.planned = planned;
    this.relativePath = relativePath;
    this.assembly = assembly;
  }

  String relativePath() {
    return relativePath;
  }

  void encode(Splice splice) throws IOException {
    tail = splice.encode();
  }

  SpliceOutcome finish() throws IOException {
    AssembledFile file = assembly.finish(tail.bytes());
    return new SpliceOutcome.Spliced(
        planned,
        new Path(relativePath).toUri().toString(),
        file.bytes(),
        file.modificationTime(),
        tail.counts(),
        tail.figures(),
        tail.bytesRead() + tail.bytes().remaining());
  }

  void close() {
    assembly.close();
  }
}
