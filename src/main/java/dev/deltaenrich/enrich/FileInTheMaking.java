package dev.deltaenrich.enrich;

import dev.deltaenrich.plan.PlannedFile;
import dev.deltaenrich.plan.SourceFile;
import dev.deltaenrich.splice.AssembledFile;
import dev.deltaenrich.splice.Assembly;
import dev.deltaenrich.splice.Splice;
import dev.deltaenrich.splice.SplicedTail;
import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.IOUtils;

/**
 * A curated file whose first part is being copied. {@link #encode} and {@link #finish} complete it;
 * {@link #close} without them takes it away. Owns the splice and the assembly. Not thread-safe.
 */
final class FileInTheMaking {
  private final PlannedFile planned;
  private final String relativePath;
  private Splice splice;
  private final Assembly assembly;
  private SplicedTail tail;

  /**
   * @param relativePath below the table's folder, not encoded
   */
  FileInTheMaking(PlannedFile planned, String relativePath, Splice splice, Assembly assembly) {
    this.planned = planned;
    this.relativePath = relativePath;
    this.splice = splice;
    this.assembly = assembly;
  }

  String relativePath() {
    return relativePath;
  }

  SourceFile source() {
    return planned.sources().get(0);
  }

  /** Encodes the new columns, and has no need of the source or of a lookup from then on. */
  void encode() throws IOException {
    tail = splice.encode();
    Splice encoded = splice;
    splice = null;
    encoded.close();
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
        null,
        tail.bytesRead() + tail.bytes().remaining(),
        null,
        null);
  }

  void close() {
    IOUtils.closeStream(splice);
    assembly.close();
  }
}
