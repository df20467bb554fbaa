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

/** Which unknown keys the database has of runs, and that neither a run nor its row needs them. */
class UnmatchedKeysTest {
  private static final List<String> MIGRATIONS =
      List.of(
          "/db/migration/V4__create_enrichment_runs.sql",
          "/db/migration/V5__add_lookups_to_enrichment_runs.sql",
          "/db/migration/V6__create_unmatched_keys.sql");

  @TempDir Path folder;
  private EnrichmentTables tables;

  @BeforeEach
  void registers() throws IOException {
    tables = new EnrichmentTables(folder);
    for (String migration : MIGRATIONS) {
      try (var script = RunRegister.class.getResourceAsStream(migration)) {
        tables.database(new String(script.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
  }

  private EnrichResult run() {
    return new RunRegister(tables.settings()).run(tables.job(EnrichOptions.DEFAULT));
  }

  private List<String> keys() {
    return tables.query("SELECT lookup, key, rows FROM unmatched_keys ORDER BY ended, lookup, key");
  }

  private List<String> outcomes() {
    return tables.query("SELECT outcome FROM enrichment_runs ORDER BY started");
  }

  @Test
  void unknownKeysAreEnteredWithTheirRows() {
    tables
        .sixRows()
        .raw("SELECT * FROM VALUES (7L, 'MER-?'), (8L, 'MER-NEW'), (9L, '') AS (id, merchant_id)");

    EnrichResult result = run();

    assertThat(keys()).containsExactly(",,1", ",MER-?,2", ",MER-NEW,1");
    assertThat(
            tables.query(
                """
                SELECT DISTINCT keys.run, keys.target, keys.ended = runs.ended
                FROM unmatched_keys AS keys JOIN enrichment_runs AS runs USING (run)"""))
        .containsExactly(String.join(",", result.run(), tables.targetPath(), "t"));
  }

  @Test
  void aRunEntersTheKeysOfItsOwnRowsOnly() {
    tables.sixRows();
    run();
    run();
    tables.raw("SELECT 7L id, 'MER-NEW' merchant_id");
    run();

    assertThat(outcomes()).containsExactly("committed", "nothing to do", "committed");
    assertThat(keys()).containsExactly(",MER-?,1", ",MER-NEW,1");
    assertThat(tables.query("SELECT count(DISTINCT run) FROM unmatched_keys")).containsExactly("2");
  }

  @Test
  void eachOfSeveralLookupsHasItsOwn() {
    tables
        .sixRows()
        .database(
            "CREATE TABLE account_lookup (id BIGINT, segment TEXT)",
            "INSERT INTO account_lookup VALUES (1, 'retail'), (2, 'private')")
        .set("lookups", "merchant,account")
        .set("lookup.account.table", "account_lookup")
        .set("lookup.account.key", "id")
        .set("lookup.account.raw-key", "id")
        .set("lookup.account.columns", "segment");
    run();

    assertThat(keys())
        .containsExactly(
            "account,3,1", "account,4,1", "account,5,1", "account,6,1", "merchant,MER-?,1");
  }

  @Test
  void theKeysOfALookupThatMatchesAllAreNone() {
    tables.raw("SELECT 1L id, 'MER-ABC' merchant_id");
    run();

    assertThat(outcomes()).containsExactly("committed");
    assertThat(keys()).isEmpty();
  }

  @Test
  void theTextsOfACompositeKeyHaveCommasBetweenThem() {
    tables
        .database(
            "CREATE TABLE branch (bank TEXT, branch TEXT, city TEXT)",
            "INSERT INTO branch VALUES ('A', '1', 'Ulm')")
        .set("raw.key", "bank,branch")
        .set("lookup.table", "branch")
        .set("lookup.key", "bank,branch")
        .set("lookup.columns", "city")
        .raw(
            "SELECT * FROM VALUES ('A', '1'), ('A', '2'), ('B', '1'), ('B', '1') AS (bank, branch)");
    run();

    assertThat(keys()).containsExactly(",A, 2,1", ",B, 1,2");
  }

  @Test
  void aKeyThatPostgresqlCannotHoldIsEnteredInAFormThatItCan() {
    tables.raw(
        "SELECT 1L id, concat('MER', char(0), 'X') merchant_id"
            + " UNION ALL SELECT 2L, concat('L', repeat('😀', 2000))");
    run();

    assertThat(keys()).containsExactly(",L" + "😀".repeat(199) + "…,1", ",MER␀X,1");
  }

  @Test
  void ofVeryManyKeysTheMostFrequentAreEntered() {
    tables.raw(
        "SELECT id, concat('K', lpad(id % 150, 3, '0')) merchant_id FROM range(150 + 20)"
            + " UNION ALL SELECT 1000L, 'K149'");
    run();

    assertThat(tables.query("SELECT count(*), sum(rows) FROM unmatched_keys"))
        .containsExactly("100,121");
    assertThat(tables.query("SELECT key FROM unmatched_keys WHERE rows = 2 ORDER BY key"))
        .hasSize(21)
        .startsWith("K000")
        .endsWith("K019", "K149");
  }

  @Test
  void aFailedRunEntersNone() {
    tables.sixRows().set("lookup.min-match-rate", "0.99");

    EnrichException failure = catchThrowableOfType(EnrichException.class, this::run);

    assertThat(failure.code()).isEqualTo(ErrorCode.MATCH_RATE);
    assertThat(outcomes()).containsExactly("failed");
    assertThat(keys()).isEmpty();
  }

  @Test
  void withoutTheTableTheRunIsEnteredAllTheSame() {
    tables.sixRows().database("DROP TABLE unmatched_keys");

    assertThat(run().outcome()).isEqualTo("committed");
    assertThat(outcomes()).containsExactly("committed");
  }

  @Test
  void aTableOfOtherColumnsCostsTheRunNothing() {
    tables.sixRows().set("unmatched.table", "merchant_lookup");

    assertThat(run().outcome()).isEqualTo("committed");
    assertThat(outcomes()).containsExactly("committed");
  }

  @Test
  void anEmptyNameIsNoTable() {
    tables.sixRows().set("unmatched.table", "");
    run();

    assertThat(outcomes()).containsExactly("committed");
    assertThat(keys()).isEmpty();
  }

  @Test
  void keysAreEnteredWhereRunsAreNot() {
    tables.sixRows().set("runs.table", "no_such_table");
    run();
    tables.raw("SELECT 7L id, 'MER-NEW' merchant_id").set("runs.table", "");
    run();

    assertThat(outcomes()).isEmpty();
    assertThat(keys()).containsExactly(",MER-?,1", ",MER-NEW,1");
  }

  @Test
  void aNameIsQuotedAndMayHaveASchema() {
    tables
        .sixRows()
        .database(
            "CREATE SCHEMA ops",
            "CREATE TABLE ops.\"My \"\"keys\" (LIKE unmatched_keys INCLUDING ALL)")
        .set("unmatched.table", "ops.\"My \"\"keys\"");
    run();

    assertThat(tables.query("SELECT key, rows FROM ops.\"My \"\"keys\""))
        .containsExactly("MER-?,1");
    assertThat(keys()).isEmpty();
  }
}
