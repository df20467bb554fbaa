package dev.deltaenrich.enrich;

import dev.deltaenrich.engine.FailureTranslator;
import dev.deltaenrich.plan.PlannedFile;
import dev.deltaenrich.plan.QuarantinedFile;
import dev.deltaenrich.splice.AssembledFile;
import dev.deltaenrich.splice.MergedFile;
import dev.deltaenrich.splice.NewFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.types.StructType;

/**
 * A curated file that is written. What the store says of it is told as a failure to write, since
 * sources are read at the same time.
 */
final class TargetFile implements NewFile {
  private final String relativePath;
  private final Path path;
  private final NewFile file;
  private long written;

  private TargetFile(String relativePath, Path path, NewFile file) {
    this.relativePath = relativePath;
    this.path = path;
    this.file = file;
  }

  static TargetFile create(SpliceJob job, PlannedFile planned) {
    String relative =
        job.naming().relativePath(planned, TaskContext.get().taskAttemptId(), ".parquet");
    return create(job, new Path(job.naming().tablePath()), relative);
  }

  private static TargetFile create(SpliceJob job, Path table, String relative) {
    Path path = new Path(table, relative);
    try {
      return new TargetFile(relative, path, job.assembler().create(path));
    } catch (IOException | RuntimeException e) {
      throw FailureTranslator.translate("write " + path, e);
    }
  }

  /** The file of the same path in the quarantine. */
  TargetFile inQuarantine(SpliceJob job) {
    return create(job, new Path(job.quarantine().orElseThrow().path()), relativePath);
  }

  @Override
  public void write(ByteBuffer bytes) {
    written += bytes.remaining();
    try {
      file.write(bytes);
    } catch (IOException | RuntimeException e) {
      throw FailureTranslator.translate("write " + path, e);
    }
  }

  @Override
  public boolean copy(Path source, long from, long to) {
    try {
      return file.copy(source, from, to);
    } catch (IOException | RuntimeException e) {
      throw FailureTranslator.translate("write " + path, e);
    }
  }

  @Override
  public AssembledFile finish() {
    try {
      return file.finish();
    } catch (IOException | RuntimeException e) {
      throw FailureTranslator.translate("write " + path, e);
    }
  }

  /**
   * What was made, when it is finished.
   *
   * @param statistics the columns that the table keeps statistics of
   * @param bytesRead bytes of its sources that were read
   */
  SpliceOutcome outcome(
      PlannedFile planned, MergedFile made, StructType statistics, long bytesRead) {
    return new SpliceOutcome.Spliced(
        planned,
        new Path(relativePath).toUri().toString(),
        made.file().bytes(),
        made.file().modificationTime(),
        made.allCounts(),
        made.figures(),
        FooterStatistics.of(made.footer(), statistics),
        bytesRead + written,
        made.rewritten(),
        quarantined(made.quarantined(), statistics));
  }

  private static QuarantinedFile quarantined(MergedFile made, StructType statistics) {
    return made == null
        ? null
        : new QuarantinedFile(
            made.footer().rows(),
            made.file().bytes(),
            made.file().modificationTime(),
            FooterStatistics.of(made.footer(), statistics));
  }

  @Override
  public void close() {
    file.close();
  }
}
