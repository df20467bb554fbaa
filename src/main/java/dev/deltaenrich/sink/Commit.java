package dev.deltaenrich.sink;

import dev.deltaenrich.engine.FailureTranslator;
import dev.deltaenrich.engine.log.LogNames;
import dev.deltaenrich.engine.table.DeltaTable;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.failure.ExitCode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Attempts a commit and finds out how it ended. A failed request does not tell whether the log
 * entry was written, so the log is read. An entry that holds this commit's own id was written by
 * this commit, after every kind of failure.
 *
 * @param table the table, at the version the change is based on
 * @param run the run's id, for messages; entries of others may name it, where they remove its files
 * @param id the commit's own, which no other entry has
 */
record Commit(DeltaTable table, String run, String id) {
  private static final Logger LOG = LoggerFactory.getLogger(Commit.class);

  /**
   * Runs {@code commit} once.
   *
   * @return the version it became
   * @throws EnrichException COMMIT_CONFLICT, COMMIT_UNKNOWN, or why it surely did not land
   */
  long attempt(Callable<Long> commit) {
    try {
      return commit.call();
    } catch (Throwable e) {
      // Errors too: whatever it was, the entry may have been written before it.
      return outcome(e);
    }
  }

  private long outcome(Throwable failure) {
    EnrichException translated = translated(failure);
    if (UntriedStoreException.marks(failure)) {
      throw translated;
    }
    if (translated.code() == ErrorCode.COMMIT_UNKNOWN) {
      // The log's store has looked as long as there is time for.
      throw unknown(failure);
    }
    OptionalLong landed;
    try {
      landed = landedVersion();
    } catch (Throwable e) {
      // Whatever keeps us from looking: what cannot be seen may be there.
      if (e != failure) {
        failure.addSuppressed(e);
      }
      throw unknown(failure);
    }
    if (landed.isPresent()) {
      LOG.warn(
          "{}: version {} landed although its request failed ({})",
          table.path(),
          landed.getAsLong(),
          translated.getMessage());
      return landed.getAsLong();
    }
    // A refusal is final. After a broken connection the request may still be on its way. USAGE
    // means
    // a missing class: the store did not say it.
    boolean refused =
        translated.code().exitCode() == ExitCode.CHANGE_NEEDED
            && translated.code() != ErrorCode.USAGE;
    if (refused || translated.code() == ErrorCode.COMMIT_CONFLICT) {
      throw translated;
    }
    throw unknown(failure);
  }

  /** A conflict may be one with this very run's entry, when its request was sent twice. */
  private EnrichException translated(Throwable failure) {
    if (failure instanceof FileAlreadyExistsException) {
      return new EnrichException(
          ErrorCode.COMMIT_CONFLICT,
          "Cannot commit to %s: another writer committed after version %d, on which this run is based; run again"
              .formatted(table.path(), table.version()),
          failure);
    }
    return FailureTranslator.translate("commit to " + table.path(), failure);
  }

  private OptionalLong landedVersion() throws IOException {
    Path log = table.logFolder().path();
    FileSystem fileSystem = log.getFileSystem(table.hadoopConf());
    for (long version = table.version() + 1; ; version++) {
      try (FSDataInputStream in = fileSystem.open(LogNames.entry(log, version))) {
        if (new String(in.readAllBytes(), StandardCharsets.UTF_8).contains(id)) {
          return OptionalLong.of(version);
        }
      } catch (FileNotFoundException e) {
        return OptionalLong.empty();
      }
    }
  }

  private EnrichException unknown(Throwable failure) {
    return new EnrichException(
        ErrorCode.COMMIT_UNKNOWN,
        "Cannot tell whether the commit to %s landed: the store failed during it (%s); look for run %s in the table's history before running again"
            .formatted(table.path(), FailureTranslator.rootCause(failure), run),
        failure);
  }
}
