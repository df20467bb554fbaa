package dev.deltaenrich.enrich;

import dev.deltaenrich.engine.FailureTranslator;
import dev.deltaenrich.engine.StatusFromLog;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.plan.EarlierFile;
import dev.deltaenrich.plan.SourceFile;
import dev.deltaenrich.splice.MergeSource;
import dev.deltaenrich.splice.NotSpliceableException;
import dev.deltaenrich.splice.SourceKey;
import dev.deltaenrich.splice.Splicer;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.IOUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens what planned files are made of. Thread-safe.
 *
 * @param job what is known to all tasks
 * @param check says what is wrong with raw files
 * @param splicer opens raw files
 */
record InputOpening(SpliceJob job, SourceCheck check, Splicer splicer) {
  private static final Logger LOG = LoggerFactory.getLogger(InputOpening.class);

  /**
   * Opens an input.
   *
   * @throws EnrichException what is wrong with a raw file. An earlier file that cannot be read is
   *     no failure: its sources are there
   */
  OpenedSource open(MergeInput input) {
    return new OpenedSource(
        input, input.isRaw() ? openRaw(input.source()) : openEarlier(input.earlier()));
  }

  /** Says why an input that was opened could not be read on. */
  EnrichException explain(MergeInput input, Throwable failure) {
    if (input.isRaw()) {
      return check.explain(input.source(), failure);
    }
    Path path = job.resolve(input.earlier());
    EnrichException translated = FailureTranslator.translate("read " + path, failure);
    return translated.code() != ErrorCode.UNEXPECTED
        ? translated
        : new EnrichException(
            ErrorCode.FILE_CORRUPT,
            "Cannot decode %s: %s; run once with enrich.mode=full"
                .formatted(path, FailureTranslator.rootCause(failure)),
            failure);
  }

  private MergeSource openRaw(SourceFile source) {
    MergeSource open = null;
    try {
      LongPredicate deleted = job.deletedRows(source);
      Path path = new Path(URI.create(source.uri()));
      open = open(splicer, path, source.bytes(), job.columns().keysOf(source), deleted);
      SpliceTask.requireRowsOfLog(source, open.rows());
      return open;
    } catch (NotSpliceableException | IOException | RuntimeException e) {
      IOUtils.closeStream(open);
      throw check.explain(source, e);
    }
  }

  private MergeSource openEarlier(EarlierFile file) {
    MergeSource open = null;
    Path path = job.resolve(file);
    try {
      List<SourceKey> keys = job.columns().keysOf(file.sources().get(0));
      open = open(splicer.ofSpliced(), path, file.bytes(), keys, null);
      requireRows(file, open.rows());
      return open;
    } catch (NotSpliceableException | IOException | RuntimeException e) {
      IOUtils.closeStream(open);
      LOG.warn("{} cannot be read again; its rows are taken from its raw files", path, e);
      return null;
    }
  }

  private MergeSource open(
      Splicer by, Path path, long bytes, List<SourceKey> keys, LongPredicate deleted)
      throws NotSpliceableException, IOException {
    MergeSource open = by.openToMerge(StatusFromLog.of(job.conf(), path, bytes), keys, deleted);
    try {
      prepare(path, open);
      return open;
    } catch (NotSpliceableException | IOException | RuntimeException e) {
      IOUtils.closeStream(open);
      throw e;
    }
  }

  private void prepare(Path path, MergeSource open) throws NotSpliceableException, IOException {
    if (job.rewriteAll()) {
      open.rewriteAll();
    }
    Optional<String> unreadable = job.readable().unreadable(open.footer());
    if (unreadable.isPresent()) {
      if (!job.columns().widened()) {
        throw SourceCheck.unreadable(path.toString(), unreadable.get(), null);
      }
      open.widen(job.readable().widened(open.footer()));
    }
  }

  private static void requireRows(EarlierFile file, long rows) {
    long left = 0;
    for (SourceFile source : file.sources()) {
      if (!source.rowsInLog().known()) {
        return;
      }
      left += source.rowsInLog().value() - source.deletedRows();
    }
    if (left != rows) {
      throw new EnrichException(
          ErrorCode.ROW_COUNT,
          "Cannot trust %s: its footer has %d rows and its raw files have %d; run once with enrich.mode=full"
              .formatted(file.path(), rows, left));
    }
  }
}
