package dev.deltaenrich.job;

import dev.deltaenrich.config.Settings;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ExitCode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * What the register of runs has of one run.
 *
 * @param raw the raw table, as the settings name it
 * @param target the curated table, as the settings name it
 * @param started when it began
 * @param ended when it ended
 * @param result what it did; all zeros where it failed
 * @param failure why it failed; null where it did not
 */
record RunEntry(
    String raw,
    String target,
    Instant started,
    Instant ended,
    EnrichResult result,
    EnrichException failure) {
  private static final String FAILED = "failed";

  static RunEntry done(Settings settings, Instant started, EnrichResult result) {
    return new RunEntry(
        settings.rawPath(), settings.targetPath(), started, Instant.now(), result, null);
  }

  static RunEntry failed(Settings settings, Instant started, String run, EnrichException failure) {
    String raw = settings.rawPath();
    String target = settings.targetPath();
    EnrichResult nothing = EnrichResult.nothing(FAILED, run, raw, target, new Phases());
    return new RunEntry(raw, target, started, Instant.now(), nothing, failure);
  }

  /** The values of the register's columns, as JDBC takes them, in their order. */
  Object[] values() {
    boolean lookedUp = result.lookupSnapshot() != null;
    return new Object[] {
      result.run(),
      raw,
      target,
      utc(started),
      utc(ended),
      result.outcome(),
      failure == null ? null : failure.code().name(),
      exitCode().value(),
      known(result.rawVersion()),
      known(result.targetVersion()),
      result.lookupSnapshot(),
      lookedUp ? result.lookupRows() : null,
      result.rows(),
      result.matched(),
      result.nullKey(),
      result.unknownKey(),
      result.filesAdded(),
      result.filesRemoved(),
      result.filesKept(),
      made("splice"),
      made("rewrite"),
      result.bytesMoved()
    };
  }

  private ExitCode exitCode() {
    return failure == null ? result.exitCode() : failure.code().exitCode();
  }

  private int made(String producer) {
    return result.producers().getOrDefault(producer, 0);
  }

  private static Long known(long version) {
    return version < 0 ? null : version;
  }

  private static OffsetDateTime utc(Instant moment) {
    return moment.atOffset(ZoneOffset.UTC);
  }
}
