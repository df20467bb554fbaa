package dev.deltaenrich.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.deltaenrich.job.EnrichResult;
import dev.deltaenrich.job.LookupResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the tables tell of rows that several lookups gave columns. */
class SeveralLookupsLineageTest {
  @TempDir Path folder;
  private LineageTables tables;

  @BeforeEach
  void makeTables() {
    tables = new LineageTables(folder).ofTwoLookups();
  }

  private static LookupResult lookup(EnrichResult run, String name) {
    return run.lookups().stream().filter(it -> it.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void aRowTellsWhatEachLookupDid() {
    EnrichResult run = tables.enrich();

    ExplainedRow row = tables.explain("t1");

    assertThat(row.lookups())
        .extracting(ExplainedLookup::name)
        .containsExactly("merchant", "account");
    ExplainedLookup account = row.lookups().get(1);
    assertThat(account.keyColumn()).isEqualTo("account");
    assertThat(account.key()).isEqualTo("7");
    assertThat(account.values()).isEqualTo(Map.of("segment", "gold"));
    assertThat(account.lookupTable()).isEqualTo("accounts");
    assertThat(account.lookupSnapshot()).isEqualTo(lookup(run, "account").snapshot());
    assertThat(account.snapshotKeptSince()).matches("2\\d{3}-\\d\\d-\\d\\dT.*Z");
    assertThat(account.lookupRow()).isEqualTo(Map.of("segment", "gold"));
    assertThat(account.lookupAnswer()).isEqualTo("segment = 'gold'");
    assertThat(account.rule()).isEqualTo(tables.settings().rules().get(1).id());
    assertThat(row.eachLookup()).isEqualTo(row.lookups());
    assertThat(List.of(row.key(), row.lookupSnapshot(), row.lookupAnswer()))
        .as("the first lookup")
        .containsExactly("MER-ABC", lookup(run, "merchant").snapshot(), "category = 'Groceries'");
    assertThat(row.reason()).isEqualTo("made by the newest run");
  }

  @Test
  void theReportGroupsFactsByLookup() {
    EnrichResult run = tables.enrich();

    ExplainResult result =
        new Explainer(tables.spark(), tables.settings()).explain("transaction_id = 't4'", 10);

    List<List<String>> facts = result.report().tables().get(0).rows();
    assertThat(facts)
        .extracting(fact -> fact.get(0))
        .containsExactly(
            "merchant: merchant_id",
            "merchant: enriched_category",
            "merchant: lookup",
            "merchant: lookup snapshot",
            "account: account",
            "account: segment",
            "account: lookup",
            "account: lookup snapshot",
            "curated file",
            "raw file",
            "raw table",
            "run",
            "state");
    assertThat(facts)
        .contains(
            List.of("account: account", "'8'"),
            List.of("account: segment", "null"),
            List.of(
                "account: lookup", "has no row for the key: lookup.account.unmatched was null"));
    assertThat(result.report().figures().get("newest run"))
        .contains(
            "merchant=%s,account=%s"
                .formatted(lookup(run, "merchant").snapshot(), lookup(run, "account").snapshot()));
  }

  @Test
  void ofSeveralRawFilesTheOneWithAllKeysOfTheRowIsNamed() {
    tables =
        new LineageTables(folder.resolve("binned"))
            .accounts()
            .append("SELECT 't1' transaction_id, 'MER-ABC' merchant_id, CAST(NULL AS int) account")
            .append("SELECT 't1' transaction_id, 'MER-ABC' merchant_id, 7 account");
    tables.enrich();

    ExplainResult rows =
        new Explainer(tables.spark(), tables.settings()).explain("merchant_id = 'MER-ABC'", 10);

    assertThat(rows.rows()).extracting(ExplainedRow::rawFiles).allMatch(files -> files.size() == 2);
    assertThat(rows.rows())
        .extracting(ExplainedRow::rawFile)
        .doesNotContainNull()
        .doesNotHaveDuplicates();
  }

  @Test
  void filesThatWereMadeBeforeALookupWasAddedSaySo() {
    EnrichResult first = tables.nameOneLookup("merchant").enrich();
    tables.nameTwoLookups().enrich();
    tables.sql("RESTORE TABLE TARGET TO VERSION AS OF 0");

    ExplainedRow row = tables.explain("t1");
    ExplainedLookup account = row.lookups().get(1);
    assertThat(row.run()).isEqualTo(first.run());
    assertThat(row.lookupAnswer()).isEqualTo("category = 'Groceries'");
    assertThat(account.key()).isEqualTo("7");
    assertThat(account.values()).as("the table has no such column").isEmpty();
    assertThat(account.lookupAnswer())
        .isEqualTo("not recorded: the file was made without the lookup account");
    assertThat(account.lookupSnapshot()).isNull();
    assertThat(account.rule()).isNull();
    assertThat(row.state()).isEqualTo("out of date");
    assertThat(row.reason()).startsWith("made by rule merchant=").contains(",account=");

    UnmatchedResult unmatched = tables.unmatched();
    assertThat(unmatched.lookups().get(0).notJudged()).isEmpty();
    assertThat(unmatched.report().notes())
        .containsExactly(
            "account: Files not judged: 2, of 5 rows; they were made without the lookup account.");
    assertThat(runs().report().tables().get(1).rows())
        .extracting(cells -> cells.get(0) + " " + cells.get(1))
        .containsExactly("1 merchant", "1 account", "0 merchant");
  }

  @Test
  void filesOfTheLookupWithoutANameAreNotTakenForOthers() {
    tables.nameOneLookup("").enrich();
    tables.nameTwoLookups();

    assertThat(tables.explain("t1").lookups()).as("as the newest run had it").isEmpty();
    assertThat(tables.explain("t1").lookupAnswer()).isEqualTo("category = 'Groceries'");
    assertThat(tables.unmatched().lookups())
        .flatExtracting(UnmatchedLookup::notJudged)
        .containsExactly(
            new UnjudgedFiles("they were made without the lookup merchant", 2, 5),
            new UnjudgedFiles("they were made without the lookup account", 2, 5));

    tables.enrich();
    tables.nameOneLookup("");
    assertThat(tables.unmatched().notJudged())
        .containsExactly(new UnjudgedFiles("they were made with lookups that have names", 2, 5));
  }

  @Test
  void jsonHasLookupsOnlyWhereTheyHaveNames() {
    tables.enrich();
    assertThat(names(json(tables.explain("t1")))).containsExactly("merchant", "account");
    assertThat(names(json(tables.unmatched()))).containsExactly("merchant", "account");
    assertThat(names(json(runs().commits().get(0)))).containsExactly("merchant", "account");

    tables = new LineageTables(folder.resolve("unnamed")).threeRows();
    tables.enrich();
    assertThat(
            List.of(
                json(tables.explain("t1")),
                json(tables.unmatched()),
                json(runs().commits().get(0))))
        .noneMatch(json -> json.has("lookups"));
  }

  private static JsonNode json(Object result) {
    return new ObjectMapper().valueToTree(result);
  }

  private static List<String> names(JsonNode json) {
    List<String> names = new ArrayList<>();
    json.get("lookups").forEach(lookup -> names.add(lookup.get("name").asText()));
    return names;
  }

  private RunsResult runs() {
    return RunList.of(tables.spark(), tables.target().toString(), 20);
  }

  @Test
  void runsTellTheFiguresOfEachLookup() {
    EnrichResult run = tables.enrich();

    ListedCommit commit = runs().commits().get(0);

    assertThat(commit.lookups())
        .containsExactly(
            new ListedLookup(
                "merchant",
                "merchant_lookup",
                lookup(run, "merchant").snapshot(),
                3,
                1,
                0,
                0,
                1,
                0.75),
            new ListedLookup(
                "account", "accounts", lookup(run, "account").snapshot(), 2, 0, 0, 0, 3, 0.4));
    assertThat(commit.matchRate()).as("the lookup that matched least").isEqualTo(0.4);
    assertThat(runs().report().tables()).hasSize(2);
    assertThat(runs().report().tables().get(0).rows().get(0)).contains("merchant, account");
    assertThat(runs().report().tables().get(1).rows())
        .containsExactly(
            List.of(
                "0",
                "merchant",
                "merchant_lookup",
                lookup(run, "merchant").snapshot(),
                "3 (75.0%)",
                "1",
                "1",
                "0"),
            List.of(
                "0",
                "account",
                "accounts",
                lookup(run, "account").snapshot(),
                "2 (40.0%)",
                "0",
                "3",
                "0"));
    assertThat(runs().report().notes())
        .containsExactly(
            "Where a commit had several lookups, its line has the figures of the one that matched least.");
  }
}
