package dev.deltaenrich.job;

import dev.deltaenrich.config.Settings;
import dev.deltaenrich.enrich.RewriteProducer;
import dev.deltaenrich.enrich.SpliceProducer;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ExitCode;
import dev.deltaenrich.plan.MatchCounts;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;

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

  /** The register's columns with their values as JDBC takes them. */
  Map<String, Object> columns() {
    LookupFigures lookup = result.lookup();
    MatchCounts counts = result.counts();
    FileCounts files = result.files();
    Map<String, Object> columns = new LinkedHashMap<>();
    columns.put("run", result.run());
    columns.put("raw", raw);
    columns.put("target", target);
    columns.put("started", utc(started));
    columns.put("ended", utc(ended));
    columns.put("outcome", result.outcome());
    columns.put("error_code", failure == null ? null : failure.code().name());
    columns.put("exit_code", exitCode().value());
    columns.put("raw_version", known(result.raw().version()));
    columns.put("target_version", known(result.target().version()));
    columns.put("lookup_snapshot", lookup.snapshot());
    columns.put("lookup_rows", lookup.snapshot() == null ? null : lookup.rows());
    columns.put("rows_made", counts.rows());
    columns.put("matched", counts.matched());
    columns.put("null_key", counts.nullKey());
    columns.put("unknown_key", counts.unknownKey());
    columns.put("files_added", files.added());
    columns.put("files_removed", files.removed());
    columns.put("files_kept", files.kept());
    columns.put("files_spliced", made(SpliceProducer.NAME));
    columns.put("files_rewritten", made(RewriteProducer.NAME));
    columns.put("bytes_moved", result.bytes().moved());
    return columns;
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
