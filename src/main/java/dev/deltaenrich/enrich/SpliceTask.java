package dev.deltaenrich.enrich;

import dev.deltaenrich.engine.FailureTranslator;
import dev.deltaenrich.engine.JavaBytes;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.plan.PlannedFile;
import dev.deltaenrich.plan.SourceFile;
import dev.deltaenrich.splice.NotSpliceableException;
import dev.deltaenrich.splice.Splice;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.IOUtils;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;

/**
 * Runs on executors: splices one file after the other. A store that copies by itself needs no core
 * of ours, so up to {@link #IN_FLIGHT} files are being copied while the columns of one of them are
 * encoded. On failure it takes away the files in the making; files it had finished are left to the
 * driver, which knows the run.
 */
final class SpliceTask implements FlatMapFunction<Iterator<FileLookup>, JavaBytes<SpliceOutcome>> {
  private static final long serialVersionUID = 1L;

  /**
   * Copies under way at once, a task; each may hold its tail, some hundred kilobytes, in memory.
   */
  private static final int IN_FLIGHT = 4;

  /** A file that nobody copies for us is read once if it is smaller, else piece by piece. */
  private static final long LARGEST_READ_ONCE = 5L << 20;

  private final Broadcast<JavaBytes<SpliceJob>> broadcast;
  private final int ahead;

  private transient SpliceJob job;
  private transient SourceCheck check;
  private transient Deque<FileInTheMaking> toEncode;
  private transient Deque<FileInTheMaking> inFlight;
  private transient List<SpliceOutcome> outcomes;

  /**
   * @param ahead of the files being copied, those whose columns are not encoded yet
   */
  SpliceTask(Broadcast<JavaBytes<SpliceJob>> job, int ahead) {
    this.broadcast = job;
    this.ahead = ahead;
  }

  @Override
  public Iterator<JavaBytes<SpliceOutcome>> call(Iterator<FileLookup> files) {
    job = broadcast.value().value();
    check = new SourceCheck(job.conf(), job.columns().stored());
    toEncode = new ArrayDeque<>();
    inFlight = new ArrayDeque<>();
    outcomes = new ArrayList<>();
    try {
      List<FileLookup> merged = new ArrayList<>();
      while (files.hasNext()) {
        FileLookup file = files.next();
        if (file.lookups().isEmpty()) {
          outcomes.add(new SpliceOutcome.TooLarge(file.planned()));
          continue;
        }
        if (isMerged(file.planned()) || !begin(file)) {
          merged.add(file);
          if (ahead == 1) {
            mergeFiles(merged);
          }
          continue;
        }
        if (toEncode.size() == ahead) {
          encodeOldest();
        }
        if (inFlight.size() == IN_FLIGHT) {
          finishOldest();
        }
      }
      while (!toEncode.isEmpty()) {
        encodeOldest();
      }
      while (!inFlight.isEmpty()) {
        finishOldest();
      }
      mergeFiles(merged);
    } finally {
      inFlight.forEach(FileInTheMaking::close);
    }
    return outcomes.stream().map(JavaBytes::of).iterator();
  }

  /** Whether it is made of bytes that pass through this process. */
  private boolean isMerged(PlannedFile planned) {
    SourceFile first = planned.sources().get(0);
    return job.rewriteAll()
        || planned.sources().size() > 1
        || !planned.earlier().isEmpty()
        || first.deletionVector() != null
        || first.bytes() < LARGEST_READ_ONCE && !isCopied(first);
  }

  private boolean isCopied(SourceFile source) {
    Path path = new Path(URI.create(source.uri()));
    try {
      return job.assembler().copies(path, source.bytes(), new Path(job.naming().tablePath()));
    } catch (IOException e) {
      throw check.explain(source, e);
    }
  }

  /** Makes files and lets go of their lookups. */
  private void mergeFiles(List<FileLookup> files) {
    outcomes.addAll(new MergedFiles(job, check).make(List.copyOf(files)));
    files.clear();
  }

  /**
   * Begins to copy a file.
   *
   * @return false where bytes of it cannot stay as they are, going by its footer
   */
  private boolean begin(FileLookup file) {
    requireRunning();
    PlannedFile planned = file.planned();
    SourceFile source = planned.sources().get(0);
    Path path = new Path(URI.create(source.uri()));
    Splice splice = null;
    try {
      splice =
          job.splicer(file.lookups().get())
              .open(path, source.bytes(), job.columns().keysOf(source));
      if (job.readable().unreadable(splice.footer()).isPresent()) {
        return false;
      }
      requireRowsOfLog(source, splice.rows());
      if (splice.rows() == 0) {
        outcomes.add(new SpliceOutcome.Empty(planned));
        return true;
      }
      if (job.quarantine().isPresent() && splice.hasRowsFor(job.quarantine().get().rule())) {
        return false;
      }
      FileInTheMaking begun = copied(planned, path, splice);
      splice = null;
      inFlight.add(begun);
      toEncode.add(begun);
      return true;
    } catch (NotSpliceableException e) {
      // Its pages may still be made anew. If they cannot be, that attempt says why.
      return false;
    } catch (IOException | RuntimeException e) {
      throw check.explain(source, e);
    } finally {
      IOUtils.closeStream(splice);
    }
  }

  /** Whoever killed this task waits for it, and cleans up what the run made. */
  private static void requireRunning() {
    TaskContext context = TaskContext.get();
    Optional.ofNullable(context).ifPresent(TaskContext::killTaskIfInterrupted);
  }

  /** Has the store copy the source from now on. */
  private FileInTheMaking copied(PlannedFile planned, Path source, Splice splice) {
    String relative =
        job.naming().relativePath(planned, TaskContext.get().taskAttemptId(), ".parquet");
    Path target = new Path(job.naming().tablePath(), relative);
    try {
      return new FileInTheMaking(
          planned, relative, splice, job.assembler().begin(source, splice.prefix(), target));
    } catch (IOException | RuntimeException e) {
      throw FailureTranslator.translate("write " + target, e);
    }
  }

  private void encodeOldest() {
    requireRunning();
    FileInTheMaking file = toEncode.remove();
    try {
      file.encode();
    } catch (IOException | RuntimeException e) {
      throw check.explain(file.source(), e);
    }
  }

  private void finishOldest() {
    FileInTheMaking file = inFlight.peek();
    try {
      outcomes.add(file.finish());
    } catch (IOException | RuntimeException e) {
      throw FailureTranslator.translate(
          "write " + new Path(job.naming().tablePath(), file.relativePath()), e);
    }
    inFlight.remove();
  }

  /** The log's number of rows is the footer's, where the log has one. */
  static void requireRowsOfLog(SourceFile source, long rows) {
    if (source.rowsInLog().known() && source.rowsInLog().value() != rows) {
      throw new EnrichException(
          ErrorCode.ROW_COUNT,
          "Cannot trust %s: its footer has %d rows and the log says %d; restore the file or repair the log"
              .formatted(source.uri(), rows, source.rowsInLog().value()));
    }
  }
}
