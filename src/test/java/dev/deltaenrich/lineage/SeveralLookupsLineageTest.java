package dev.deltaenrich.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.deltaenrich.bootstrap.Bootstrap;
import dev.deltaenrich.config.Settings;
import dev.deltaenrich.engine.log.AddFile;
import dev.deltaenrich.engine.table.DeltaTable;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.job.EnrichResult;
import dev.deltaenrich.job.LookupResult;
import dev.deltaenrich.source.PostgresConnection;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.delta.DeltaLog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

/** What the tables tell of rows that several lookups gave columns. */
class SeveralLookupsLineageTest {
  private static final String EAST =
      "SELECT * FROM VALUES ('t1', 'MER-ABC', 7, 1), ('t2', NULL, 8, 1)"
          + " AS (transaction_id, merchant_id, account, region)";
  private static final String WEST =
      "SELECT * FROM VALUES ('t3', 'MER-?', 7, 2), ('t4', 'MER-ABC', 8, 2), ('t5', 'MER-NIL', 8, 2)"
          + " AS (transaction_id, merchant_id, account, region)";

  @TempDir Path folder;
  private LineageTables tables;

  @BeforeEach
  void makeTables() {
    tables = withAccounts(new LineageTables(folder)).append(EAST, "region").append(WEST, "region");
  }

  private static LineageTables withAccounts(LineageTables tables) {
    tables.database(
        "CREATE TABLE accounts (id bigint PRIMARY KEY, segment text)",
        "INSERT INTO accounts VALUES (7, 'gold')");
    return nameLookups(tables);
  }

  private static LineageTables nameLookups(LineageTables tables) {
    return tables
        .set("lookups", "merchant,account")
        .set("lookup.account.raw-key", "account")
        .set("lookup.account.table", "accounts")
        .set("lookup.account.key", "id")
        .set("lookup.account.columns", "segment");
  }

  /** One lookup, with this name. */
  private static LineageTables oneLookup(LineageTables tables, String name) {
    return tables.unset("lookup.account").set("lookups", name);
  }

  private ExplainedRow explain(String transaction) {
    DeltaLog.clearCache();
    ExplainResult result =
        new Explainer(tables.spark(), tables.settings())
            .explain("transaction_id = '%s'".formatted(transaction), 10);
    assertThat(result.rows()).hasSize(1);
    return result.rows().get(0);
  }

  private UnmatchedResult unmatched() {
    DeltaLog.clearCache();
    return new UnmatchedList(tables.spark(), tables.settings()).list(20, Optional.empty());
  }

  private UnmatchedResult csv(String lookup, Path file) {
    DeltaLog.clearCache();
    Settings settings = LookupChoice.of(tables.settings(), lookup);
    return new UnmatchedList(tables.spark(), settings)
        .list(20, Optional.of(LookupCsv.at(file.toString())));
  }

  private List<AddFile> files() {
    DeltaLog.clearCache();
    return DeltaTable.open(tables.spark(), tables.target().toString()).files();
  }

  private static LookupResult lookup(EnrichResult run, String name) {
    return run.lookups().stream().filter(it -> it.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void aRowTellsWhatEachLookupDid() {
    EnrichResult run = tables.enrich();

    ExplainedRow row = explain("t1");

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
            List.of("account: lookup", "has no row for the key: lookup.unmatched was null"));
    assertThat(result.report().figures().get("newest run"))
        .contains(
            "merchant=%s,account=%s"
                .formatted(lookup(run, "merchant").snapshot(), lookup(run, "account").snapshot()));
  }

  @Test
  void ofSeveralRawFilesTheOneWithAllKeysOfTheRowIsNamed() {
    tables =
        withAccounts(new LineageTables(folder.resolve("binned")))
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
    EnrichResult first = oneLookup(tables, "merchant").enrich();
    nameLookups(tables).enrich();
    tables.sql("RESTORE TABLE TARGET TO VERSION AS OF 0");

    ExplainedRow row = explain("t1");
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

    UnmatchedResult unmatched = unmatched();
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
    oneLookup(tables, "").enrich();
    nameLookups(tables);

    assertThat(explain("t1").lookups()).as("as the newest run had it").isEmpty();
    assertThat(explain("t1").lookupAnswer()).isEqualTo("category = 'Groceries'");
    assertThat(unmatched().lookups())
        .flatExtracting(UnmatchedLookup::notJudged)
        .containsExactly(
            new UnjudgedFiles("they were made without the lookup merchant", 2, 5),
            new UnjudgedFiles("they were made without the lookup account", 2, 5));

    tables.enrich();
    oneLookup(tables, "");
    assertThat(unmatched().notJudged())
        .containsExactly(new UnjudgedFiles("they were made with lookups that have names", 2, 5));
  }

  @Test
  void unknownKeysAreListedByLookup() {
    tables.enrich();

    UnmatchedResult result = unmatched();

    assertThat(result.lookups())
        .extracting(
            UnmatchedLookup::name,
            UnmatchedLookup::table,
            UnmatchedLookup::unknownKeys,
            UnmatchedLookup::unknownRows)
        .containsExactly(
            tuple("merchant", "merchant_lookup", 1L, 1L), tuple("account", "accounts", 1L, 3L));
    assertThat(result.lookups().get(1).keys())
        .extracting(UnknownKey::key, UnknownKey::rows)
        .containsExactly(tuple("8", 3L));
    assertThat(result.unknownRows()).as("the lookup with most of them").isEqualTo(3);
    assertThat(result.report().heading()).isEqualTo("Unknown keys of file:" + tables.target());
    assertThat(result.report().tables())
        .extracting("title")
        .containsExactly(
            "Lookups",
            "Most frequent unknown keys of merchant",
            "Most frequent unknown keys of account");
    assertThat(result.report().tables().get(0).rows())
        .containsExactly(List.of("merchant", "1", "1"), List.of("account", "1", "3"));
    assertThat(result.report().notes()).isEmpty();
  }

  @Test
  void jsonHasLookupsOnlyWhereTheyHaveNames() {
    tables.enrich();
    assertThat(names(json(explain("t1")))).containsExactly("merchant", "account");
    assertThat(names(json(unmatched()))).containsExactly("merchant", "account");
    assertThat(names(json(runs().commits().get(0)))).containsExactly("merchant", "account");

    tables = new LineageTables(folder.resolve("unnamed")).append(EAST);
    tables.enrich();
    assertThat(List.of(json(explain("t1")), json(unmatched()), json(runs().commits().get(0))))
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
                "merchant", "merchant_lookup", lookup(run, "merchant").snapshot(), 3, 1, 1, 0.75),
            new ListedLookup(
                "account", "accounts", lookup(run, "account").snapshot(), 2, 0, 3, 0.4));
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
                "1"),
            List.of(
                "0",
                "account",
                "accounts",
                lookup(run, "account").snapshot(),
                "2 (40.0%)",
                "0",
                "3"));
    assertThat(runs().report().notes())
        .containsExactly(
            "Where a commit had several lookups, its line has the figures of the one that matched least.");
  }

  @Test
  void merchantsThatAreFilledInAreLoadedByBootstrapAndRepairTheirFilesAlone() throws IOException {
    tables.database("DROP TABLE merchant_lookup");
    new Bootstrap(tables.settings(), Optional.empty(), Optional.empty()).run();
    tables.database("INSERT INTO merchant_lookup VALUES ('MER-NIL', 'Nil', NULL)");
    tables.enrich();
    List<AddFile> before = files();
    Path csv = folder.resolve("merchants.csv");

    UnmatchedResult listed = csv("merchant", csv);

    assertThat(listed.lookups())
        .singleElement()
        .extracting(UnmatchedLookup::name, UnmatchedLookup::csvKeys)
        .containsExactly("merchant", 1L);
    assertThat(csv).hasContent("merchant_id,merchant_name,category\r\n\"MER-?\",\"\",\r\n");
    Files.writeString(csv, Files.readString(csv).replace(",\"\",\r\n", ",\"\",Filled\r\n"));
    new Bootstrap(tables.settings(), Optional.of(csv), Optional.empty()).run();
    EnrichResult second = tables.enrich();

    assertThat(second.counts().rows()).as("rows of the one file").isEqualTo(3);
    assertThat(files()).hasSize(2).filteredOn(before::contains).hasSize(1);
    assertThat(explain("t3").lookupAnswer()).isEqualTo("category = 'Filled'");
    assertThat(explain("t1").lookups())
        .as("the kept file's")
        .extracting(ExplainedLookup::lookupSnapshot)
        .isEqualTo(explain("t2").lookups().stream().map(ExplainedLookup::lookupSnapshot).toList())
        .isNotEqualTo(
            explain("t3").lookups().stream().map(ExplainedLookup::lookupSnapshot).toList());
    assertThat(explain("t1").reason()).startsWith("unaffected by later lookups up to merchant=");
    assertThat(unmatched().lookups())
        .extracting(UnmatchedLookup::unknownKeys)
        .containsExactly(0L, 1L);
  }

  @Test
  void keysOfAnotherTableThatAreFilledInAreCopiedAndRepairTheirFilesAlone()
      throws IOException, SQLException {
    tables.append(
        "SELECT 't6' transaction_id, 'MER-ABC' merchant_id, 7 account, 3 region", "region");
    tables.enrich();
    List<AddFile> before = files();
    Path csv = folder.resolve("accounts.csv");

    UnmatchedResult listed = csv("account", csv);

    assertThat(listed.csvKeys()).isEqualTo(1);
    assertThat(csv).hasContent("id,segment\r\n\"8\",\r\n");
    Files.writeString(csv, Files.readString(csv).replace("\"8\",", "\"8\",silver"));
    try (Connection connection = PostgresConnection.open(tables.settings().jdbc());
        Reader filled = Files.newBufferedReader(csv)) {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn("COPY accounts (id, segment) FROM STDIN (FORMAT csv, HEADER)", filled);
    }
    EnrichResult second = tables.enrich();

    assertThat(second.counts().rows()).as("rows of both files that have it").isEqualTo(5);
    assertThat(files()).hasSize(3).filteredOn(before::contains).hasSize(1);
    assertThat(explain("t4").lookups().get(1).lookupAnswer()).isEqualTo("segment = 'silver'");
    assertThat(unmatched().lookups())
        .extracting(UnmatchedLookup::unknownKeys)
        .containsExactly(1L, 0L);
  }

  @Test
  void aLookupThatIsNotNamedIsRefused() {
    Path csv = folder.resolve("any.csv");

    assertRefused(
        () -> csv("shop", csv),
        "Cannot take the lookup 'shop': the settings name merchant, account; correct --lookup");
    assertRefused(
        () ->
            new UnmatchedList(tables.spark(), tables.settings())
                .list(20, Optional.of(LookupCsv.at(csv.toString()))),
        "Cannot write unknown keys to a file: the settings name merchant, account, and a file is for one lookup; add --lookup NAME");
    tables.set("lookup.account.raw-key", "account,region").set("lookup.account.key", "id,region");
    assertRefused(
        () -> csv("account", csv),
        "Cannot write unknown keys of the lookup account to a file: its key is account,region, and a file has keys of one column; leave --csv out, and take the keys from --json");
    oneLookup(tables, "");
    assertRefused(
        () -> csv("merchant", csv),
        "Cannot take the lookup 'merchant': the settings name no lookups, there is one without a name; leave --lookup out, or set lookups");
    assertThat(csv).doesNotExist();
  }

  private static void assertRefused(Runnable work, String message) {
    assertThatThrownBy(work::run)
        .isInstanceOfSatisfying(
            EnrichException.class, failure -> assertThat(failure.code()).isEqualTo(ErrorCode.USAGE))
        .hasMessage(message);
  }
}
