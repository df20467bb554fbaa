package dev.deltaenrich.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every way of matching, every policy for unmatched rows, and new columns of several types. */
class VerifierRulesTest {
  private static final String COLUMN = "category:enriched_category";
  private static final String CURATED =
      """
      SELECT * FROM VALUES
        ('t1', 'MER-ABC', 1.00, 'Groceries'), ('t2', 'MER-XYZ', 2.00, 'Electronics'),
        ('t3', NULL, 3.00, 'none'), ('t4', 'MER-?', 4.00, 'none')
      AS (transaction_id, merchant_id, amount, enriched_category)""";

  private static final String KEYS =
      "SELECT explode(array('MER-ABC', '  MER-ABC ', ' mer-abc', '\\tMER-ABC')) merchant_id";
  private static final String TYPED = "SELECT * FROM VALUES ('MER-ABC'), ('x') AS (merchant_id)";

  @TempDir static Path shared;
  private static RecordedTablesFixture merchants;
  private static RecordedTablesFixture keys;
  private static RecordedTablesFixture typed;

  @TempDir Path folder;

  @BeforeAll
  static void makeRawTablesAndLookups() {
    merchants = RecordedTablesFixture.merchants(shared.resolve("merchants"));
    keys =
        new RecordedTablesFixture(shared.resolve("keys"))
            .raw(KEYS)
            .lookup("SELECT ' MER-ABC' AS key, map('category', 'Groceries') AS values");
    typed =
        new RecordedTablesFixture(shared.resolve("typed"))
            .raw(TYPED)
            .lookup(
                """
                SELECT 'MER-ABC' AS key, map('category', 'Groceries', 'fee', '12.50', 'since',
                  '2024-02-29', 'open', 'true', 'unused', 'x') AS values""");
  }

  @Test
  void rowsWithoutAMatchHaveTheDefault() {
    RecordedTablesFixture tables = merchants.rule(COLUMN, "exact", "default:none");
    assertThat(tables.curated(CURATED).verify().verified()).isTrue();
  }

  @Test
  void rowsWithoutAMatchMustNotHaveAnotherDefault() {
    RecordedTablesFixture tables = merchants.rule(COLUMN, "exact", "default:None");
    VerifyResult result = tables.curated(CURATED).verify();
    assertThat(result.wrongValues()).isEqualTo(2);
    assertThat(result.differingRows().get(0).expected())
        .isEqualTo("{\"enriched_category\":\"None\"}");
  }

  @Test
  void aMatchedRowWhoseLookupValueIsNullDoesNotHaveTheDefault() {
    RecordedTablesFixture tables =
        RecordedTablesFixture.merchants(folder).rule(COLUMN, "exact", "default:none");
    VerifyResult result =
        tables
            .raw("SELECT 't5' transaction_id, 'MER-NIL' merchant_id, 5.00 amount")
            .rawVersion(1)
            .curated(CURATED + " UNION ALL SELECT 't5', 'MER-NIL', 5.00, NULL")
            .verify();
    assertThat(result.verified()).isTrue();
    assertThat(result.matched()).isEqualTo(3);
  }

  @Test
  void keysMatchWithoutSpacesAndCase() {
    VerifyResult result = matched("trim-ignore-case");
    assertThat(result.verified()).isTrue();
    assertThat(result.matched()).isEqualTo(3);
  }

  @Test
  void keysMatchWithoutSpacesButWithCase() {
    VerifyResult result = matched("trim");
    assertThat(result.matched()).isEqualTo(2);
    assertThat(result.wrongValues()).isEqualTo(1);
    assertThat(result.differingRows().get(0).row()).contains("mer-abc");
  }

  @Test
  void keysMatchExactly() {
    assertThat(matched("exact").wrongValues()).isEqualTo(3);
  }

  private static VerifyResult matched(String match) {
    return keys.rule(COLUMN, match, "null")
        .curated(
            "SELECT *, IF(merchant_id LIKE '\\t%%', NULL, 'Groceries') enriched_category FROM (%s)"
                .formatted(KEYS))
        .verify();
  }

  @Test
  void severalNewColumnsHaveTheirTypes() {
    assertThat(severalColumns("12.50").verified()).isTrue();
  }

  @Test
  void eachOfSeveralNewColumnsIsCompared() {
    VerifyResult result = severalColumns("12.49");
    assertThat(result.wrongValues()).isEqualTo(1);
    assertThat(result.differingRows().get(0).expected())
        .isEqualTo(
            "{\"label\":\"Groceries\",\"fee\":12.50,\"since\":\"2024-02-29\",\"open\":true}");
  }

  private static VerifyResult severalColumns(String fee) {
    return typed
        .rule("category:label,fee:fee,since:since,open:open", "exact", "null")
        .curated(
            """
            SELECT merchant_id, IF(merchant_id = 'x', NULL, 'Groceries') label,
              CAST(IF(merchant_id = 'x', NULL, '%s') AS DECIMAL(10,2)) fee,
              IF(merchant_id = 'x', NULL, DATE'2024-02-29') since,
              IF(merchant_id = 'x', NULL, true) open
            FROM (%s)"""
                .formatted(fee, TYPED))
        .verify();
  }

  @Test
  void namesWithDotsSpacesAndBackticksAreNames() {
    String raw = "SELECT 'MER-ABC' AS `merchant.id`, 1 AS `a``b`";
    VerifyResult result =
        new RecordedTablesFixture(folder)
            .key("merchant.id")
            .raw(raw)
            .lookup("SELECT 'MER-ABC' AS key, map('c.at', 'Groceries') AS values")
            .rule("c.at:new.name", "exact", "null")
            .curated("SELECT *, 'Groceries' AS `new.name` FROM (%s)".formatted(raw))
            .verify();
    assertThat(result.verified()).isTrue();
    assertThat(result.matched()).isEqualTo(1);
  }
}
