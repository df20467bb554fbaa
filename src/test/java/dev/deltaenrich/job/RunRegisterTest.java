package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the database has of runs, and that a run does not depend on it. */
class RunRegisterTest {
  private static final String MIGRATION = "/db/migration/V4__create_enrichment_runs.sql";

  @TempDir Path folder;
  private EnrichmentTables tables;

  @BeforeEach
  void sixRows() throws IOException {
    tables = new EnrichmentTables(folder);
    tables.sixRows();
    try (var script = RunRegister.class.getResourceAsStream(MIGRATION)) {
      tables.database(new String(script.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private EnrichResult run() {
    return new RunRegister(tables.settings()).run(tables.job(EnrichOptions.DEFAULT));
  }

  private List<String> entered(String columns) {
    return tables.query("SELECT %s FROM enrichment_runs ORDER BY started".formatted(columns));
  }

  @Test
  void aRunIsEnteredWithWhatItDid() {
    EnrichResult result = run();

    assertThat(entered("run, raw, target, lookup_snapshot, raw_version, target_version"))
        .containsExactly(
            String.join(
                ",",
                result.run(),
                tables.rawPath(),
                tables.targetPath(),
                result.lookup().snapshot(),
                "1",
                "0"));
    assertThat(
            entered(
                "outcome, error_code, exit_code, lookup_rows, rows_made, matched, null_key, unknown_key,"
                    + " files_added, files_removed, files_kept, files_spliced, files_rewritten"))
        .containsExactly("committed,null,0,4,6,4,1,1,2,0,0,2,0");
    assertThat(entered("(phases ->> 'produce')::float > 0, bytes_moved > 0, ended > started"))
        .containsExactly("t,t,t");
  }

  @Test
  void aLookupIsKeptSinceTheFirstRunThatUsedIt() {
    run();
    tables.raw("SELECT 7L id, 'MER-ABC' merchant_id");
    run();
    tables.database("UPDATE merchant_lookup SET category = 'Food' WHERE merchant_id = 'MER-ABC'");
    run();

    assertThat(entered("lookup_kept_since = started, lookup_kept_since = min(started) OVER ()"))
        .containsExactly("t,t", "f,t", "t,f");
  }

  @Test
  void aRunThatHadNothingToDoIsEnteredToo() {
    run();
    run();
    assertThat(entered("outcome, rows_made, files_kept"))
        .containsExactly("committed,6,0", "nothing to do,0,2");
  }

  @Test
  void aFailedRunIsEnteredWithItsCode() {
    tables.set("lookup.min-match-rate", "0.99");

    EnrichException failure = catchThrowableOfType(EnrichException.class, this::run);

    assertThat(failure.code()).isEqualTo(ErrorCode.MATCH_RATE);
    assertThat(entered("outcome, error_code, exit_code, rows_made, raw_version IS NULL"))
        .containsExactly("failed,MATCH_RATE,3,0,t");
  }

  @Test
  void aRunIsNoneTheWorseWithoutARegister() {
    tables.set("runs.table", "no_such_table");
    assertThat(run().outcome()).isEqualTo("committed");

    tables.set("runs.table", "");
    assertThat(run().outcome()).isEqualTo("nothing to do");

    tables.set("runs.table", "merchant_lookup");
    assertThat(run().outcome()).isEqualTo("nothing to do");
    assertThat(entered("run")).isEmpty();
  }
}
