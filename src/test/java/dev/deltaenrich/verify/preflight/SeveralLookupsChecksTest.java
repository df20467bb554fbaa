package dev.deltaenrich.verify.preflight;

import static dev.deltaenrich.verify.preflight.PreflightFixture.assertFailed;
import static dev.deltaenrich.verify.preflight.PreflightFixture.assertOk;
import static dev.deltaenrich.verify.preflight.PreflightFixture.assertSkipped;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.services.Postgres;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several lookups are checked one by one, and the lines carry their names. */
class SeveralLookupsChecksTest {
  @TempDir Path folder;
  private PreflightFixture fixture;

  @BeforeEach
  void merchantsAndAccounts() {
    fixture =
        new PreflightFixture(folder)
            .raw("SELECT 'MER-ABC' merchant_id, 7L account")
            .sql(
                "CREATE TABLE account_lookup (id BIGINT, segment TEXT)",
                "INSERT INTO account_lookup VALUES (7, 'retail'), (8, 'private'), (9, NULL)")
            .set("lookups", "merchant,account")
            .set("lookup.account.table", "account_lookup")
            .set("lookup.account.key", "id")
            .set("lookup.account.raw-key", "account")
            .set("lookup.account.columns", "segment:account_segment");
  }

  @Test
  void eachHasLinesOfItsOwn() {
    CheckResult result = fixture.run();

    assertThat(result.passed()).as(result.toString()).isTrue();
    assertThat(result.checks())
        .extracting(CheckLine::name)
        .containsSubsequence(
            "PostgreSQL",
            "TLS",
            "controls",
            "lookup table: merchant",
            "lookup columns: merchant",
            "lookup rights: merchant",
            "lookup keys: merchant",
            "lookup table: account",
            "lookup columns: account",
            "lookup rights: account",
            "lookup keys: account",
            "raw store",
            "raw table",
            "raw key: merchant",
            "new columns: merchant",
            "raw key: account",
            "new columns: account",
            "target table")
        .filteredOn(name -> name.startsWith("PostgreSQL"))
        .hasSize(1);
    assertOk(result, "lookup keys: merchant", "2 rows, each key once");
    assertOk(result, "lookup keys: account", "3 rows, each key once");
    assertOk(result, "raw key: merchant", "merchant_id string");
    assertOk(result, "raw key: account", "account bigint");
    assertOk(result, "new columns: account", "account_segment");
  }

  @Test
  void theOneWithAFaultIsNamedAndTheOtherIsCheckedAllTheSame() {
    CheckResult result =
        fixture.set("lookup.merchant.table", "nowhere").set("lookup.account.key", "nr").run();

    assertFailed(
        result,
        "lookup table: merchant",
        "there is no table or view 'nowhere'",
        "change lookup.merchant.table");
    assertSkipped(result, "lookup columns: merchant", "lookup table: merchant");
    assertFailed(
        result,
        "lookup columns: account",
        "account_lookup has no column 'nr', only id, segment",
        "change lookup.account.key, lookup.account.columns or lookup.account.duplicates");
  }

  @Test
  void keysThatCannotBeEqualAreToldOfTheOneThatHasThem() {
    CheckResult result = fixture.set("lookup.account.raw-key", "merchant_id").run();

    assertOk(result, "raw key: merchant", "merchant_id string");
    assertFailed(
        result,
        "raw key: account",
        "its key column 'merchant_id' is string, while the key 'id' of lookup account_lookup is",
        "cast one of them");
  }

  @Test
  void aColumnThatRawHasIsToldOfTheOneThatAddsIt() {
    CheckResult result = fixture.set("lookup.account.columns", "segment:account").run();

    assertOk(result, "new columns: merchant", "enriched_category");
    assertFailed(result, "new columns: account", "it already has a column 'account'", "");
  }

  @Test
  void aDatabaseOfItsOwnHasAConnectionOfItsOwn() {
    String accounts = fixture.database() + "_accounts";
    fixture.sqlAsSuperuser("CREATE DATABASE " + accounts);
    Postgres.executeAsSuperuser(
        accounts,
        "CREATE TABLE account_lookup (id BIGINT, segment TEXT)",
        "INSERT INTO account_lookup VALUES (7, 'retail')",
        "GRANT SELECT ON account_lookup TO PUBLIC");

    CheckResult result = fixture.set("lookup.account.jdbc.url", Postgres.url(accounts)).run();

    assertThat(result.passed()).as(result.toString()).isTrue();
    assertOk(result, "PostgreSQL", "database " + fixture.database() + ", user user");
    assertOk(result, "PostgreSQL: account", "database " + accounts + ", user user");
    assertOk(result, "TLS: account", "off");
    assertOk(result, "lookup keys: merchant", "2 rows, each key once");
    assertOk(result, "lookup keys: account", "1 rows, each key once");
  }

  @Test
  void aDatabaseThatIsDownLeavesTheOtherOneChecked() {
    CheckResult result =
        fixture
            .set("lookup.account.jdbc.url", "jdbc:postgresql://127.0.0.1:1/accounts")
            .runDatabase();

    assertFailed(result, "PostgreSQL: account", "127.0.0.1:1", "check lookup.account.jdbc.url");
    assertSkipped(result, "TLS: account", "PostgreSQL: account");
    assertSkipped(result, "lookup table: account", "PostgreSQL: account");
    assertOk(result, "lookup keys: merchant", "2 rows, each key once");
  }

  @Test
  void aDatabaseThatARunDoesNotAskIsNotAsked() {
    String url = Postgres.url(fixture.database());
    CheckResult result =
        fixture
            .set("lookup.jdbc.url", "jdbc:postgresql://127.0.0.1:1/nobody")
            .set("lookup.merchant.jdbc.url", url)
            .set("lookup.account.jdbc.url", url)
            .set("controls.enabled", "false")
            .runDatabase();

    assertThat(result.passed()).as(result.toString()).isTrue();
    assertOk(result, "PostgreSQL: merchant, account", "database " + fixture.database());
    assertOk(result, "controls", "not honoured (controls.enabled=false)");
  }

  @Test
  void databasesThatNeverAnswerShareTheTimeOfOne() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String url = "jdbc:postgresql://127.0.0.1:%d/".formatted(silent.getLocalPort());
      fixture
          .set("lookup.jdbc.url", url + "common")
          .set("lookup.merchant.jdbc.url", url + "merchants")
          .set("lookup.account.jdbc.url", url + "accounts");
      long start = System.nanoTime();

      CheckResult result = fixture.runDatabase(Duration.ofSeconds(6));

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
      assertFailed(result, "PostgreSQL", "", "");
      assertFailed(result, "PostgreSQL: merchant", "", "");
      assertFailed(result, "PostgreSQL: account", "", "");
      assertSkipped(result, "lookup keys: account", "lookup rights: account");
    }
  }

  @Test
  void lookupsOfOneDatabaseShareTheTimeForQuestions() {
    CheckResult result =
        fixture
            .sql(
                "CREATE VIEW slow AS SELECT merchant_id, category FROM merchant_lookup"
                    + " WHERE pg_sleep(30)::text = ''")
            .set("lookup.merchant.table", "slow")
            .runDatabase(Duration.ofSeconds(8));

    assertOk(
        result,
        "lookup keys: merchant",
        "not read, since it takes longer than 2 s; enrich will do it");
    assertOk(result, "lookup keys: account", "3 rows, each key once");
  }
}
