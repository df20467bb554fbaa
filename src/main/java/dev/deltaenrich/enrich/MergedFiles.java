package dev.deltaenrich.enrich;

import dev.deltaenrich.engine.FailureTranslator;
import dev.deltaenrich.engine.StatusFromLog;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.plan.PlannedFile;
import dev.deltaenrich.plan.SourceFile;
import dev.deltaenrich.splice.FileMerge;
import dev.deltaenrich.splice.MergeSource;
import dev.deltaenrich.splice.MergedFile;
import dev.deltaenrich.splice.NotSpliceableException;
import dev.deltaenrich.splice.Splicer;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.IOUtils;
import org.apache.spark.TaskContext;

/**
 * Makes the planned files of a task that are made of several sources, or of one that the store does
 * not copy: small ones, and those of which rows are left out. Sources are read ahead, over the ends
 * of planned files. Not thread-safe.
 */
final class MergedFiles {
  private final SpliceJob job;
  private final SourceCheck check;
  private final List<SpliceOutcome> outcomes = new ArrayList<>();
  private final List<FileLookup> apart = new ArrayList<>();

  MergedFiles(SpliceJob job, SourceCheck check) {
    this.job = job;
    this.check = check;
  }

  /**
   * Makes the files. Sources that cannot share a file with the others of their planned file get one
   * of their own.
   */
  List<SpliceOutcome> make(List<FileLookup> planned) {
    for (List<FileLookup> now = planned; !now.isEmpty(); ) {
      Splicer splicer = splicer(now.get(0));
      try (ReadAhead<SourceFile, OpenedSource> sources =
          new ReadAhead<>(
              ordered(now),
              source -> open(source, splicer),
              SourceFile::bytes,
              OpenedSource::close)) {
        for (FileLookup file : now) {
          make(file, sources);
        }
      }
      now = List.copyOf(apart);
      apart.clear();
    }
    return outcomes;
  }

  private Splicer splicer(FileLookup file) {
    return job.splicer(file.lookup().orElseThrow());
  }

  private static Iterator<SourceFile> ordered(List<FileLookup> files) {
    return files.stream().flatMap(file -> newestFirst(file.planned()).stream()).iterator();
  }

  /**
   * The newest has all columns that the table has gained; the others follow as they are planned.
   */
  private static List<SourceFile> newestFirst(PlannedFile planned) {
    List<SourceFile> sources = new ArrayList<>(planned.sources());
    planned.sources().stream()
        .filter(source -> !source.stamp().isEmpty())
        .max(Comparator.comparingLong(source -> SourceFile.modifiedOf(source.id())))
        .ifPresent(
            newest -> {
              sources.remove(newest);
              sources.add(0, newest);
            });
    return sources;
  }

  private OpenedSource open(SourceFile source, Splicer splicer) {
    MergeSource open = null;
    try {
      LongPredicate deleted = job.deletedRows(source);
      Path path = new Path(URI.create(source.uri()));
      FileStatus inLog = StatusFromLog.of(job.conf(), path, source.bytes());
      open = splicer.openToMerge(inLog, job.columns().keyOf(source), deleted);
      prepare(source, open);
      return new OpenedSource(source, open);
    } catch (NotSpliceableException | IOException | RuntimeException e) {
      IOUtils.closeStream(open);
      throw check.explain(source, e);
    }
  }

  private void prepare(SourceFile source, MergeSource open)
      throws NotSpliceableException, IOException {
    if (job.rewriteAll()) {
      open.rewriteAll();
    }
    Optional<String> unreadable = job.readable().unreadable(open.footer());
    if (unreadable.isPresent()) {
      if (!job.columns().widened()) {
        throw SourceCheck.unreadable(source, unreadable.get(), null);
      }
      open.widen(job.readable().widened(open.footer()));
    }
  }

  private void make(FileLookup file, ReadAhead<SourceFile, OpenedSource> sources) {
    try (Making making = new Making(file)) {
      for (int i = 0; i < file.planned().sources().size(); i++) {
        requireRunning();
        making.add(next(sources));
      }
      making.finish();
    }
  }

  private static OpenedSource next(ReadAhead<SourceFile, OpenedSource> sources) {
    try {
      return sources.next();
    } catch (IOException e) {
      throw FailureTranslator.translate("read raw files", e);
    }
  }

  private static void requireRunning() {
    Optional.ofNullable(TaskContext.get()).ifPresent(TaskContext::killTaskIfInterrupted);
  }

  /** One planned file. */
  private final class Making implements AutoCloseable {
    private final FileLookup file;
    private final PlannedFile planned;
    private final List<SourceFile> taken = new ArrayList<>();
    private final List<SourceFile> others = new ArrayList<>();
    private TargetFile target;
    private FileMerge merge;
    private long rows;
    private long bytesRead;

    Making(FileLookup file) {
      this.file = file;
      this.planned = file.planned();
    }

    void add(OpenedSource opened) {
      SourceFile source = opened.source();
      boolean given = false;
      try {
        SpliceTask.requireRowsOfLog(source, opened.open().rows());
        if (opened.open().rows() > source.deletedRows()) {
          if (planned.sources().size() == 1) {
            opened.open().keepAlone();
          }
          start(opened.open());
          given = merge.add(opened.open());
          (given ? taken : others).add(source);
          rows += given ? opened.open().rows() - source.deletedRows() : 0;
          bytesRead += opened.open().bytesRead();
        } else {
          taken.add(source);
        }
      } catch (NotSpliceableException | IOException | RuntimeException e) {
        throw check.explain(source, e);
      } finally {
        if (!given) {
          opened.close();
        }
      }
    }

    private void start(MergeSource first) throws IOException, NotSpliceableException {
      if (merge == null) {
        target = TargetFile.create(job, planned);
        merge = splicer(file).merge(first, target);
      }
    }

    void finish() {
      PlannedFile made = planned;
      if (!others.isEmpty()) {
        made = new PlannedFile(inPlannedOrder(taken), planned.reason());
        PlannedFile rest = new PlannedFile(inPlannedOrder(others), planned.reason());
        apart.add(new FileLookup(rest, file.lookup()));
      }
      if (merge == null) {
        outcomes.add(new SpliceOutcome.Empty(made));
        return;
      }
      try {
        MergedFile merged = merge.finish();
        requireAllRows(merged.counts().rows());
        String statistics = FooterStatistics.of(merged.footer(), job.statistics());
        outcomes.add(target.outcome(made, merged, statistics, bytesRead));
      } catch (NotSpliceableException | IOException | RuntimeException e) {
        throw check.explain(taken.get(taken.size() - 1), e);
      }
    }

    private List<SourceFile> inPlannedOrder(List<SourceFile> some) {
      return planned.sources().stream().filter(some::contains).toList();
    }

    private void requireAllRows(long made) {
      if (made != rows) {
        throw new EnrichException(
            ErrorCode.ROW_COUNT,
            "Cannot trust %s: %d of its rows are to stay, and %d did; restore the file or repair the log"
                .formatted(planned.sources().get(0).uri(), rows, made));
      }
    }

    @Override
    public void close() {
      if (merge != null) {
        merge.close();
      }
      if (target != null) {
        target.close();
      }
    }
  }
}
