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
  private static final List<String> MIGRATIONS =
      List.of(
          "/db/migration/V4__create_enrichment_runs.sql",
          "/db/migration/V5__add_lookups_to_enrichment_runs.sql");

  @TempDir Path folder;
  private EnrichmentTables tables;

  @BeforeEach
  void sixRows() throws IOException {
    tables = new EnrichmentTables(folder);
    tables.sixRows();
    for (String migration : MIGRATIONS) {
      migrate(migration);
    }
  }

  private void migrate(String migration) throws IOException {
    try (var script = RunRegister.class.getResourceAsStream(migration)) {
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
    assertThat(entered("lookups")).containsExactly("null");
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
  void eachOfSeveralLookupsIsEnteredByItsName() {
    twoLookups();
    EnrichResult result = run();

    assertThat(
            tables.query(
                """
                SELECT it ->> 'name', it ->> 'table', it ->> 'rows', it ->> 'matched', it ->> 'null_key',
                       it ->> 'unknown_key', it ->> 'match_rate'
                FROM enrichment_runs, jsonb_array_elements(lookups) AS it"""))
        .containsExactly(
            "merchant,merchant_lookup,4,4,1,1,0.8",
            "account,account_lookup,2,2,0,4,0.3333333333333333");
    assertThat(entered("lookups #>> '{0,snapshot}', lookups #>> '{1,snapshot}'"))
        .containsExactly(
            result.lookups().get(0).snapshot() + "," + result.lookups().get(1).snapshot());
    assertThat(entered("lookup_snapshot, lookup_rows, matched, unknown_key"))
        .containsExactly(result.lookup().snapshot() + ",6,2,4");
  }

  @Test
  void aTableFromBeforeSeveralLookupsHasTheRunWithoutThem() {
    tables.database("ALTER TABLE enrichment_runs DROP COLUMN lookups");

    twoLookups();
    run();

    assertThat(entered("outcome, rows_made")).containsExactly("committed,6");
  }

  @Test
  void rowsOfTheQuarantineAreEnteredWhereTheTableHasTheColumns() throws IOException {
    migrate("/db/migration/V8__add_quarantine_to_enrichment_runs.sql");
    run();
    tables
        .set("lookup.unmatched", "quarantine")
        .set("quarantine.path", folder.resolve("quarantine").toString());
    run();
    tables.database("INSERT INTO merchant_lookup VALUES ('MER-?', 'Found', 'Toys')");
    run();
    run();

    assertThat(entered("outcome, quarantined, in_quarantine"))
        .containsExactly(
            "committed,null,null", "committed,2,2", "committed,0,1", "nothing to do,0,1");
  }

  @Test
  void aTableFromBeforeTheQuarantineHasTheRunWithoutIt() {
    tables
        .set("lookup.unmatched", "quarantine")
        .set("quarantine.path", folder.resolve("quarantine").toString());
    run();

    assertThat(entered("outcome, rows_made")).containsExactly("committed,6");
  }

  private void twoLookups() {
    tables
        .database(
            "CREATE TABLE account_lookup (id BIGINT, segment TEXT)",
            "INSERT INTO account_lookup VALUES (1, 'retail'), (2, 'private')")
        .set("lookups", "merchant,account")
        .set("lookup.account.table", "account_lookup")
        .set("lookup.account.key", "id")
        .set("lookup.account.raw-key", "id")
        .set("lookup.account.columns", "segment");
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
