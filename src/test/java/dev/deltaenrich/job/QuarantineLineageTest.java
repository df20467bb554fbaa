package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.lineage.ExplainResult;
import dev.deltaenrich.lineage.Explainer;
import dev.deltaenrich.lineage.RunList;
import dev.deltaenrich.lineage.UnmatchedList;
import dev.deltaenrich.lineage.UnmatchedResult;
import dev.deltaenrich.maintenance.Vacuum;
import dev.deltaenrich.maintenance.VacuumOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.Encoders;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands tell of rows that are in the quarantine. */
class QuarantineLineageTest {
  @TempDir Path folder;
  private EnrichmentTables tables;

  @BeforeEach
  void quarantines() {
    tables =
        new EnrichmentTables(folder)
            .set("lookup.unmatched", "quarantine")
            .set("quarantine.path", folder.resolve("quarantine").toString())
            .sixRows();
  }

  private ExplainResult explain(String where) {
    return new Explainer(tables.spark(), tables.settings()).explain(where, 5);
  }

  @Test
  void explainSaysThatARowIsInTheQuarantineAndWhy() {
    tables.enrich();

    ExplainResult result = explain("id = 5");

    assertThat(result.rows()).hasSize(1);
    assertThat(result.rows().get(0).quarantined()).isEqualTo("unknown-key");
    assertThat(result.rows().get(0).key()).isEqualTo("MER-?");
    assertThat(result.rows().get(0).rawFile()).startsWith("part-");
    assertThat(result.rows().get(0).lookupAnswer())
        .isEqualTo("has no row for the key: lookup.unmatched was quarantine");
    assertThat(result.report().toString()).contains("in quarantine", "unknown-key");
    assertThat(explain("id = 1").rows().get(0).quarantined()).isNull();
    assertThat(explain("enriched_category IS NULL").rows())
        .extracting(row -> row.key())
        .containsExactlyInAnyOrder("MER-NIL", "MER-?", null);
  }

  @Test
  void unknownKeysAreListedThoughTheirRowsAreInTheQuarantine() {
    tables.raw("SELECT * FROM VALUES (7L, 'MER-?'), (8L, 'MER-NEW') AS (id, merchant_id)").enrich();

    UnmatchedResult result =
        new UnmatchedList(tables.spark(), tables.settings()).list(5, Optional.empty());

    assertThat(result.keys()).extracting(key -> key.key()).containsExactly("MER-?", "MER-NEW");
    assertThat(result.keys()).extracting(key -> key.rows()).containsExactly(2L, 1L);
  }

  @Test
  void runsAndResultsSayHowManyRowsAreThere() {
    EnrichResult result = tables.enrich();

    assertThat(result.quarantinedRows()).isEqualTo(2);
    assertThat(result.counts().rows()).isEqualTo(6);
    assertThat(result.inQuarantine()).isEqualTo(2);
    assertThat(result.report().toString()).contains("2 of these rows, 2 in all");
    assertThat(tables.record().quarantine().rows()).isEqualTo(2);
    assertThat(
            RunList.of(tables.spark(), tables.targetPath(), 5).commits().get(0).quarantinedRows())
        .isEqualTo(2);
    assertThat(tables.set("lookup.unmatched", "null").enrich().quarantinedRows()).isNull();
  }

  @Test
  void vacuumTakesFilesThatTheQuarantineNoLongerNames() {
    tables.enrich();
    tables.database("INSERT INTO merchant_lookup VALUES ('MER-?', 'Found', 'Toys')");
    tables.enrich();
    String path = tables.settings().quarantinePath().orElseThrow();

    var vacuumed =
        new Vacuum(
                tables.spark(),
                tables.targetPath(),
                List.of(tables.historyPath()),
                Optional.of(path))
            .run(new VacuumOptions(false, OptionalLong.of(0), true));

    assertThat(vacuumed.folders())
        .extracting(it -> it.table())
        .containsExactly("target", "lookup history", "quarantine");
    assertThat(vacuumed.folders().get(2).files()).isEqualTo(1);
    tables.check();
  }

  @Test
  void planCountsFilesWhoseRowsComeBack() {
    tables.enrich();
    tables.database("INSERT INTO merchant_lookup VALUES ('MER-?', 'Found', 'Toys')");

    PlanResult plan = tables.plan();

    assertThat(plan.changes().addReasons()).containsExactly(Map.entry("lookup changed", 1));
  }

  @Test
  void reasonsNameTheLookupsThatQuarantine() {
    tables.database(
        "CREATE TABLE accounts (account VARCHAR(20) PRIMARY KEY, segment VARCHAR(20))",
        "INSERT INTO accounts VALUES ('A1', 'retail')");
    tables
        .in("two")
        .unset("lookup.unmatched")
        .set("lookups", "merchant,account")
        .set("lookup.merchant.unmatched", "quarantine")
        .set("lookup.account.table", "accounts")
        .set("lookup.account.key", "account")
        .set("lookup.account.raw-key", "account")
        .set("lookup.account.columns", "segment")
        .set("lookup.account.unmatched", "quarantine")
        .raw(
            """
            SELECT * FROM VALUES (1L, 'MER-ABC', 'A1'), (2L, 'MER-?', 'A1'), (3L, 'MER-ABC', NULL),
              (4L, 'MER-?', 'A?') AS (id, merchant_id, account)""");

    EnrichResult result = tables.enrich();

    assertThat(
            tables
                .spark()
                .read()
                .format("delta")
                .load(folder.resolve("quarantine").toString())
                .orderBy("id")
                .select("_reason")
                .as(Encoders.STRING())
                .collectAsList())
        .containsExactly(
            "merchant: unknown-key",
            "account: null-key",
            "merchant: unknown-key, account: unknown-key");
    assertThat(tables.curated().count()).isEqualTo(1);
    assertThat(result.counts().rows()).isEqualTo(4);
    assertThat(tables.verify().verified()).isTrue();
    tables.set("lookup.account.unmatched", "null").enrich();
    assertThat(tables.curated().count()).isEqualTo(2);
    assertThat(tables.verify().verified()).isTrue();
  }
}
