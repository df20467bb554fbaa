package dev.deltaenrich.enrich;

import dev.deltaenrich.engine.FailureTranslator;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.plan.PlannedFile;
import dev.deltaenrich.plan.SourceFile;
import dev.deltaenrich.splice.FileMerge;
import dev.deltaenrich.splice.MergeSource;
import dev.deltaenrich.splice.MergedFile;
import dev.deltaenrich.splice.NotSpliceableException;
import dev.deltaenrich.splice.QuarantineRule;
import dev.deltaenrich.splice.Splicer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
      InputOpening opening = new InputOpening(job, check, splicer(now.get(0)));
      try (ReadAhead<MergeInput, OpenedSource> inputs =
          new ReadAhead<>(
              job.requestsAtOnce(),
              ordered(now),
              opening::open,
              MergeInput::bytes,
              OpenedSource::close)) {
        for (FileLookup file : now) {
          make(file, opening, inputs);
        }
      }
      now = List.copyOf(apart);
      apart.clear();
    }
    return outcomes;
  }

  private Splicer splicer(FileLookup file) {
    return job.splicer(file.lookups().orElseThrow());
  }

  private static Iterator<MergeInput> ordered(List<FileLookup> files) {
    return files.stream().flatMap(file -> MergeInput.of(file.planned()).stream()).iterator();
  }

  private void make(
      FileLookup file, InputOpening opening, ReadAhead<MergeInput, OpenedSource> inputs) {
    try (Making making = new Making(file, opening)) {
      for (int i = 0; i < making.inputs.size(); i++) {
        requireRunning();
        making.add(next(inputs));
      }
      making.finish();
    }
  }

  private static OpenedSource next(ReadAhead<MergeInput, OpenedSource> inputs) {
    try {
      return inputs.next();
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
    private final List<MergeInput> inputs;
    private final InputOpening opening;
    private final List<MergeInput> taken = new ArrayList<>();
    private final List<MergeInput> others = new ArrayList<>();
    private TargetFile target;
    private TargetFile quarantined;
    private FileMerge merge;
    private long rows;
    private long bytesRead;

    Making(FileLookup file, InputOpening opening) {
      this.file = file;
      this.planned = file.planned();
      this.inputs = MergeInput.of(planned);
      this.opening = opening;
    }

    void add(OpenedSource opened) {
      if (opened.open() == null) {
        opened.input().sources().forEach(source -> add(opening.open(MergeInput.of(source))));
        return;
      }
      MergeInput input = opened.input();
      boolean given = false;
      try {
        long left = opened.open().rows() - input.deletedRows();
        if (left > 0) {
          if (inputs.size() == 1 && inputs.contains(input)) {
            opened.open().keepAlone();
          }
          start(opened.open());
          given = merge.add(opened.open());
          rows += given ? left : 0;
          bytesRead += opened.open().bytesRead();
        }
        (given || left <= 0 ? taken : others).add(input);
      } catch (NotSpliceableException | IOException | RuntimeException e) {
        throw opening.explain(input, e);
      } finally {
        if (!given) {
          opened.close();
        }
      }
    }

    private void start(MergeSource first) throws IOException, NotSpliceableException {
      if (merge == null) {
        target = TargetFile.create(job, planned);
        merge =
            job.quarantine().isEmpty()
                ? splicer(file).merge(first, target)
                : splicer(file).merge(first, target, quarantine(job.quarantine().get().rule()));
      }
    }

    private FileMerge.Quarantine quarantine(QuarantineRule rule) {
      return new FileMerge.Quarantine(rule, () -> quarantined = target.inQuarantine(job));
    }

    void finish() {
      if (!others.isEmpty()) {
        apart.add(new FileLookup(part(others), file.lookups()));
      }
      PlannedFile made = part(taken);
      if (merge == null) {
        outcomes.add(new SpliceOutcome.Empty(made));
        return;
      }
      try {
        MergedFile merged = merge.finish();
        requireAllRows(merged.allCounts().get(0).rows());
        outcomes.add(target.outcome(made, merged, job.statistics(), bytesRead));
      } catch (NotSpliceableException | IOException | RuntimeException e) {
        throw opening.explain(taken.get(taken.size() - 1), e);
      }
    }

    /** The planned file with what is read of some inputs alone. */
    private PlannedFile part(List<MergeInput> some) {
      Set<SourceFile> sources = new HashSet<>();
      some.forEach(input -> sources.addAll(input.sources()));
      return new PlannedFile(
          planned.sources().stream().filter(sources::contains).toList(),
          planned.reason(),
          some.stream().filter(input -> !input.isRaw()).map(MergeInput::earlier).toList());
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
      IOUtils.closeStream(quarantined);
      if (target != null) {
        target.close();
      }
    }
  }
}
