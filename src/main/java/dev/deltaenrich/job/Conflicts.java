package dev.deltaenrich.job;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the times that another writer was first, and waits a little before the next attempt. */
final class Conflicts {
  /** How often a commit is attempted. */
  static final int ATTEMPTS = 5;

  private static final Logger LOG = LoggerFactory.getLogger(Conflicts.class);

  /** Doubled with each attempt: a run's rounds take longer than a commit of another's. */
  private static final long LONGEST_FIRST_WAIT_MILLIS = 200;

  private int conflicts;

  /** A commit came through. */
  void reset() {
    conflicts = 0;
  }

  /**
   * Waits for a random time, so that two runs do not meet again.
   *
   * @throws EnrichException {@code failure} itself, when it is no conflict or one too many
   */
  void requireAnotherAttempt(EnrichException failure) {
    conflicts++;
    if (failure.code() != ErrorCode.COMMIT_CONFLICT || conflicts == ATTEMPTS) {
      throw failure;
    }
    LOG.info("Attempt {} of {}: {}; planning again", conflicts, ATTEMPTS, failure.getMessage());
    try {
      long bound = LONGEST_FIRST_WAIT_MILLIS << (conflicts - 1);
      Thread.sleep(ThreadLocalRandom.current().nextLong(1, bound + 1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure;
    }
  }
}
