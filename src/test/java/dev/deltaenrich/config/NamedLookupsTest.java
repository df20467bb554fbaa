package dev.deltaenrich.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings of several lookups. */
class NamedLookupsTest {
  private static final String[] TWO = {
    "lookups=merchant, account",
    "lookup.account.raw-key=account_id,country",
    "lookup.account.table=accounts",
    "lookup.account.key=id,country",
    "lookup.account.columns=segment"
  };

  @TempDir Path folder;

  private static Settings read(Map<String, String> environment, String... assignments) {
    return SettingsReader.read(
        new SettingsSources(List.of(assignments), environment, Optional.empty()));
  }

  private static String[] two(String... more) {
    List<String> all = new ArrayList<>(List.of(TWO));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static void assertProblem(String message, String... assignments) {
    assertThatThrownBy(() -> read(Map.of(), assignments))
        .isInstanceOfSatisfying(
            EnrichException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SETTINGS))
        .hasMessageContaining(message);
  }

  @Test
  void whatALookupDoesNotSetIsTheSettingOfAll() {
    Settings settings = read(Map.of(), two("lookup.match=trim", "lookup.min-match-rate=0.5"));

    assertThat(settings.lookups())
        .extracting(LookupSettings::name)
        .containsExactly("merchant", "account");
    LookupSettings merchant = settings.lookups().get(0);
    LookupSettings account = settings.lookups().get(1);
    assertThat(merchant.table()).isEqualTo("merchant_lookup");
    assertThat(merchant.rule().rawKey()).isEqualTo("merchant_id");
    assertThat(account.table()).isEqualTo("accounts");
    assertThat(account.rule().rawKeys()).containsExactly("account_id", "country");
    assertThat(account.rule().columnsWord()).isEqualTo("segment:segment");
    assertThat(settings.rules()).extracting(Rule::match).containsOnly(KeyMatch.TRIM);
    assertThat(settings.lookups()).extracting(LookupSettings::minMatchRate).containsOnly(0.5);
    assertThat(settings.lookups())
        .extracting(LookupSettings::historyPath)
        .containsOnly(settings.targetPath() + "_lookups");
  }

  @Test
  void aLookupSettingWinsOverThatOfAllWhereverItIsGiven() throws IOException {
    Path file = Files.writeString(folder.resolve("x.properties"), "lookup.account.match=trim\n");

    Settings settings =
        SettingsReader.read(
            new SettingsSources(
                List.of(two("lookup.match=exact")),
                Map.of("ENRICH_LOOKUP_ACCOUNT_MIN_MATCH_RATE", "0.25"),
                Optional.of(file)));

    assertThat(settings.rules())
        .extracting(Rule::match)
        .containsExactly(KeyMatch.EXACT, KeyMatch.TRIM);
    assertThat(settings.lookups().get(1).minMatchRate()).isEqualTo(0.25);
  }

  @Test
  void aPasswordOfItsOwnIsMeantWhereverItComesFrom() throws IOException {
    Path file = Files.writeString(folder.resolve("password"), "own\n");

    Settings settings =
        read(
            Map.of("ENRICH_LOOKUP_JDBC_PASSWORD", "common"),
            two(
                "lookup.account.jdbc.url=jdbc:postgresql://other/db",
                "lookup.account.jdbc.password-file=" + file));

    assertThat(settings.jdbc().password().orElseThrow().reveal()).isEqualTo("common");
    assertThat(settings.lookups().get(0).jdbc().password().orElseThrow().reveal())
        .isEqualTo("common");
    assertThat(settings.lookups().get(1).jdbc().password().orElseThrow().reveal()).isEqualTo("own");
  }

  /** A secret that comes out of a pipe is there once. */
  @Test
  void theSecretOfAllIsReadOnce() {
    AtomicInteger asked = new AtomicInteger();

    Settings settings =
        SettingsReader.read(
            new SettingsSources(List.of(TWO), Map.of(), Optional.empty()),
            () -> Optional.of(new Secret("secret " + asked.incrementAndGet())));

    assertThat(asked).hasValue(1);
    assertThat(settings.lookups()).extracting(LookupSettings::jdbc).containsOnly(settings.jdbc());
  }

  @Test
  void lookupsThatAreReachedAlikeAreInOneDatabase() {
    Settings settings =
        read(
            Map.of("ENRICH_LOOKUP_RATE_JDBC_PASSWORD", "own"),
            "lookups=merchant,account,rate,fee",
            "lookup.account.columns=a",
            "lookup.account.jdbc.timeout=7m",
            "lookup.rate.columns=b",
            "lookup.fee.columns=c",
            "lookup.fee.jdbc.url=jdbc:postgresql://other/db");

    Map<JdbcSettings, List<LookupSettings>> databases = settings.databases(true);

    assertThat(databases.values())
        .map(lookups -> lookups.stream().map(LookupSettings::name).toList())
        .containsExactly(List.of("merchant", "account"), List.of("rate"), List.of("fee"));
    assertThat(databases.keySet().iterator().next().timeout()).isEqualTo(Duration.ofMinutes(7));
    assertThat(databases.keySet().stream().map(settings::isCommon))
        .containsExactly(true, false, false);
  }

  @Test
  void namesOfWhichOneVariableWouldSetTwoThingsAreRefused() {
    assertProblem(
        "names a and a_raw, of which ENRICH_LOOKUP_A_RAW_KEY would set both lookup.a.raw-key and"
            + " lookup.a_raw.key",
        "lookups=a,a_raw",
        "lookup.a_raw.columns=x");
  }

  @Test
  void aPasswordOfALookupIsRefusedAsAnArgument() {
    assertThatThrownBy(() -> read(Map.of(), two("lookup.account.jdbc.password=hunter2")))
        .isInstanceOfSatisfying(
            EnrichException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SECRET_EXPOSED))
        .hasMessageNotContaining("hunter2")
        .hasMessageContaining(
            "set ENRICH_LOOKUP_ACCOUNT_JDBC_PASSWORD in the environment, or"
                + " lookup.account.jdbc.password-file,");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Merchant | 'Merchant' is not one
          a,,b     | '' is not one
          a,a      | has the name 'a' twice
          jdbc     | has the name 'jdbc', which lookup.jdbc takes
          history  | has the name 'history', which lookup.history takes
          """)
  void namesThatCannotBeOnesAreNamed(String names, String problem) {
    assertProblem(problem, "lookups=" + names);
  }

  @Test
  void twoLookupsCannotMakeTheSameColumn() {
    assertProblem(
        "lookups names merchant and account, which both make a column 'Enriched_Category'; set lookup.account.columns=LOOKUP_COLUMN:NEW_NAME",
        two("lookup.account.columns=x:Enriched_Category"));
  }

  @Test
  void whatIsWrongWithALookupIsSaidByItsOwnKey() {
    assertProblem(
        "lookup.account.key names 1 columns and lookup.account.raw-key names 2",
        two("lookup.account.key=id"));
    assertProblem("lookup.account.match must be", two("lookup.account.match=fuzzy"));
  }

  @Test
  void whatIsWrongWithASettingOfAllIsSaidOnce() {
    assertThatThrownBy(() -> read(Map.of(), two("lookup.match=fuzzy")))
        .hasMessageStartingWith("Cannot read the settings: lookup.match must be");
  }

  @Test
  void settingsOfANameThatIsNotThereAreUnknown() {
    assertProblem(
        "--set sets 'lookup.acount.table', and lookups does not name 'acount', only merchant, account;"
            + " did you mean settings of 'account'?",
        two("lookup.acount.table=x"));
    assertProblem(
        "--set sets 'lookup.merchant.raw-key', and lookups does not name 'merchant'; add the name to"
            + " lookups, or take these settings out",
        "lookup.merchant.raw-key=x");
    assertProblem(
        "has no setting 'lookup.account.tabel'; did you mean 'lookup.account.table'?",
        two("lookup.account.tabel=x"));
  }

  @Test
  void aMistypedNameInLookupsIsOneProblem() {
    assertThatThrownBy(
            () ->
                read(
                    Map.of("ENRICH_LOOKUP_ACCOUNT_RAW_KEY", "a"),
                    "lookups=acount",
                    "lookup.account.table=x",
                    "lookup.account.columns=b"))
        .hasMessage(
            "Cannot read the settings: the environment sets 'ENRICH_LOOKUP_ACCOUNT_RAW_KEY' and 2"
                + " more of that lookup, and lookups does not name 'account', only acount; did you"
                + " mean 'account' in lookups, not 'acount'?");
  }

  @Test
  void theConnectionsSettingsAreNamedAsTheyWereGiven() {
    Settings settings =
        read(
            Map.of("ENRICH_LOOKUP_ACCOUNT_JDBC_PASSWORD", "own"),
            two("lookup.account.jdbc.url=jdbc:postgresql://other/db"));
    String text =
        "check lookup.jdbc.url, lookup.jdbc.user; set ENRICH_LOOKUP_JDBC_PASSWORD, or"
            + " lookup.jdbc.password-file";

    assertThat(settings.lookups().get(1).jdbc().inOwnKeys(text))
        .isEqualTo(
            "check lookup.account.jdbc.url, lookup.jdbc.user; set"
                + " ENRICH_LOOKUP_ACCOUNT_JDBC_PASSWORD, or lookup.account.jdbc.password-file");
    assertThat(settings.jdbc().inOwnKeys(text)).isEqualTo(text);
  }

  @Test
  void aPasswordIsToldByWhereItComesFrom() throws IOException {
    Path file = Files.writeString(folder.resolve("password"), "own\n");
    Settings settings =
        read(
            Map.of("ENRICH_LOOKUP_JDBC_PASSWORD", "common"),
            "lookups=merchant,account,rate",
            "lookup.account.columns=a",
            "lookup.account.jdbc.password-file=" + file,
            "lookup.rate.columns=b",
            "lookup.rate.jdbc.password-command=vault read x");

    assertThat(settings.lookups())
        .extracting(lookup -> lookup.jdbc().passwordOrigin())
        .containsExactly(
            "lookup.jdbc.password from ENRICH_LOOKUP_JDBC_PASSWORD",
            "the file %s, lookup.account.jdbc.password-file from the command line".formatted(file),
            "the command, lookup.rate.jdbc.password-command from the command line");
    assertThat(read(Map.of()).jdbc().passwordOrigin())
        .isEqualTo(".pgpass, since no setting has one");
  }

  @Test
  void aFailureNamesTheSettingsAsTheLookupHasThem() {
    LookupSettings account = read(Map.of(), TWO).lookups().get(1);
    EnrichException failure =
        new EnrichException(
            ErrorCode.SETTINGS,
            "Cannot: raw.key, lookup.min-match-rate=1, lookup.jdbc.url; set lookup.match");

    assertThat(account.inOwnKeys(failure))
        .hasMessage(
            "Cannot: lookup.account.raw-key, lookup.account.min-match-rate=1, lookup.jdbc.url; set"
                + " lookup.account.match");
    assertThat(read(Map.of()).lookup().inOwnKeys(failure)).isSameAs(failure);
  }
}
