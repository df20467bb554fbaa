package dev.deltaenrich.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.deltaenrich.bootstrap.Bootstrap;
import dev.deltaenrich.cli.Commands;
import dev.deltaenrich.config.Settings;
import dev.deltaenrich.engine.log.AddFile;
import dev.deltaenrich.engine.table.DeltaTable;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.job.EnrichResult;
import dev.deltaenrich.source.PostgresConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.delta.DeltaLog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

/** The unknown keys of several lookups. */
class SeveralLookupsUnmatchedTest {
  @TempDir Path folder;
  private LineageTables tables;

  @BeforeEach
  void makeTables() {
    tables = new LineageTables(folder).ofTwoLookups();
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

  @Test
  void unknownKeysAreListedByLookup() {
    tables.enrich();

    UnmatchedResult result = tables.unmatched();

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
    assertThat(tables.explain("t3").lookupAnswer()).isEqualTo("category = 'Filled'");
    assertThat(tables.explain("t1").lookups())
        .as("the kept file's")
        .extracting(ExplainedLookup::lookupSnapshot)
        .isEqualTo(
            tables.explain("t2").lookups().stream().map(ExplainedLookup::lookupSnapshot).toList())
        .isNotEqualTo(
            tables.explain("t3").lookups().stream().map(ExplainedLookup::lookupSnapshot).toList());
    assertThat(tables.explain("t1").reason())
        .startsWith("unaffected by later lookups up to merchant=");
    assertThat(tables.unmatched().lookups())
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
    assertThat(tables.explain("t4").lookups().get(1).lookupAnswer())
        .isEqualTo("segment = 'silver'");
    assertThat(tables.unmatched().lookups())
        .extracting(UnmatchedLookup::unknownKeys)
        .containsExactly(1L, 0L);
  }

  @Test
  void theCommandTellsOneLookupAlone() {
    tables.enrich();
    Path csv = folder.resolve("accounts.csv");

    assertThat(command("--lookup", "account", "--limit", "1", "--csv", csv.toString()))
        .isEqualTo(
            """
            Unknown keys of file:%s
              version  0
              file     %s, 1 keys

            Lookups
              lookup   unknown keys  rows with them
              account  1             3

            Most frequent unknown keys of account
              key  rows  first seen  last seen
              '8'  3     TIME        TIME
            """
                .formatted(tables.target(), csv));
    assertThat(command("--lookup", "shop"))
        .isEqualTo(
            "delta-enrich: USAGE: Cannot take the lookup 'shop': the settings name merchant, account; correct --lookup\n");
  }

  /** What the command prints, with moments taken out. */
  private String command(String... options) {
    DeltaLog.clearCache();
    List<String> words = new ArrayList<>(List.of("unmatched"));
    tables.assignments().forEach(assignment -> words.addAll(List.of("--set", assignment)));
    words.addAll(List.of(options));
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    Commands.run(words.toArray(String[]::new), out, out);
    return printed
        .toString(StandardCharsets.UTF_8)
        .replaceAll("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ", "TIME")
        .replace("first seen            last seen", "first seen  last seen")
        .replace("TIME  TIME", "TIME        TIME");
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
    tables.nameOneLookup("");
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
