package dev.deltaenrich.job;

import static dev.deltaenrich.job.EnrichmentTables.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys of several columns. */
class CompositeKeysTest {
  private static final String CONDITION = "r.account = l.id AND r.country = l.country";
  private static final String COLUMN = "l.segment AS segment";

  @TempDir Path folder;
  private EnrichmentTables tables;

  @BeforeEach
  void makeTables() {
    tables =
        new EnrichmentTables(folder)
            .database(
                "CREATE TABLE accounts (id bigint, country text, segment text)",
                """
                INSERT INTO accounts VALUES (1, 'DE', 'gold'), (1, 'FR', 'silver'), (2, 'DE', NULL),
                  (3, NULL, 'none'), (NULL, 'DE', 'none')""")
            .set("raw.key", "account, country")
            .set("lookup.table", "accounts")
            .set("lookup.key", "id, country")
            .set("lookup.columns", "segment");
  }

  private EnrichmentTables rawRows() {
    return tables.raw(
        """
        SELECT * FROM VALUES (1, 'DE'), (1, 'FR'), (2, 'DE'), (2, 'FR'), (11, 'DE'), (1, NULL),
          (NULL, 'DE'), (3, NULL), (1, 'DE'), (1, 'DE ') AS (account, country)""");
  }

  private EnrichResult enrichAsSparkJoins() {
    return tables.enrichAsSparkJoins(CONDITION, COLUMN);
  }

  @ParameterizedTest
  @CsvSource({"splice, 256MiB", "rewrite, 256MiB", "auto, 0"})
  void allPartsHaveToBeEqual(String producer, String bound) {
    tables
        .set("enrich.producer", producer)
        .set("lookup.max-broadcast-bytes", bound)
        .set("enrich.small-file-bytes", "16MiB");
    rawRows();

    EnrichResult result = enrichAsSparkJoins();

    assertThat(result.counts().matched()).isEqualTo(4);
    assertThat(result.counts().nullKey()).isEqualTo(3);
    assertThat(result.topUnknownKeys()).isEqualTo(Map.of("11, DE", 1L, "2, FR", 1L, "1, DE ", 1L));
  }

  @Test
  void textsAreTrimmedPartByPart() {
    tables
        .database("UPDATE accounts SET country = ' FR ' WHERE country = 'FR'")
        .set("lookup.match", "trim-ignore-case")
        .raw("SELECT * FROM VALUES (1, 'de '), (1, 'fr'), (2, 'fr') AS (account, country)");

    EnrichResult result = tables.enrichAndVerify();

    assertThat(result.counts().matched()).isEqualTo(2);
    assertThat(result.topUnknownKeys()).containsOnlyKeys("2, fr");
  }

  @Test
  void textsThatLookAlikeWhenJoinedAreDifferent() {
    tables
        .database(
            "CREATE TABLE pairs (a text, b text, v text)",
            "INSERT INTO pairs VALUES ('x, y', 'z', '1'), ('x', 'y, z', '2'), ('', 'xy', '3')")
        .set("raw.key", "a,b")
        .set("lookup.table", "pairs")
        .set("lookup.key", "a,b")
        .set("lookup.columns", "v")
        .raw(
            "SELECT * FROM VALUES ('x, y', 'z'), ('x', 'y, z'), ('', 'xy'), ('xy', ''), ('x\\u0000y', 'z') AS (a, b)");

    assertThat(tables.enrichAndVerify().counts().matched()).isEqualTo(3);
    assertThat(rows(tables.curated()))
        .isEqualTo(rows(tables.oracle("r.a = l.a AND r.b = l.b", "l.v AS v")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"country", "account,country"})
  void partsMayBePartitionColumns(String partitions) {
    tables
        .raw(
            "SELECT * FROM VALUES (1, 'DE', 1), (1, 'FR', 2), (2, 'DE', 3), (1, NULL, 4) AS (account, country, n)",
            partitions.split(","))
        .enrich();
    tables.database("UPDATE accounts SET segment = 'new' WHERE country = 'FR'");

    EnrichResult result = enrichAsSparkJoins();

    assertThat(result.files().added()).isEqualTo(1);
    assertThat(result.files().kept()).isPositive();
  }

  @Test
  void aChangedRowMakesAnewOnlyFilesThatHoldAllOfItsKey() {
    tables
        .raw("SELECT 1 account, 'DE' country")
        .raw("SELECT * FROM VALUES (1, 'FR'), (2, 'DE') AS (account, country)")
        .enrich();
    tables.database("UPDATE accounts SET segment = 'new' WHERE id = 1 AND country = 'DE'");

    EnrichResult result = enrichAsSparkJoins();

    assertThat(result.files().added()).isEqualTo(1);
    assertThat(result.files().kept()).isEqualTo(1);
  }

  /** A file that is gone cannot be looked into. */
  @Test
  void filesAreRuledOutByTheStatisticsOfEachPart() throws IOException {
    tables
        .raw("SELECT * FROM VALUES (1, 'DE'), (3, 'DE') AS (account, country)")
        .raw("SELECT * FROM VALUES (1, 'FR'), (3, 'FR') AS (account, country)")
        .raw("SELECT * FROM VALUES (2, 'DE'), (3, 'FR') AS (account, country)")
        .enrich();
    tables.database("UPDATE accounts SET segment = 'new' WHERE id = 1 AND country = 'DE'");
    List<Path> others =
        tables
            .curated()
            .where("country = 'FR'")
            .selectExpr("_metadata.file_path AS path")
            .distinct()
            .collectAsList()
            .stream()
            .map(row -> Path.of(URI.create(row.getString(0))))
            .toList();
    assertThat(others).hasSize(2);
    for (Path other : others) {
      Files.delete(other);
    }

    EnrichResult result = tables.enrich();

    assertThat(result.files().added()).isEqualTo(1);
    assertThat(result.files().kept()).isEqualTo(2);
    tables.database("UPDATE accounts SET segment = 'newer' WHERE id = 1 AND country = 'FR'");
    assertThatThrownBy(tables::enrich).isInstanceOf(EnrichException.class);
  }

  @Test
  void aKeyThatIsThereTwiceIsNamedPartByPart() {
    tables.database("INSERT INTO accounts VALUES (1, 'DE', 'again')");
    rawRows();

    tables.refuses(ErrorCode.LOOKUP_DUPLICATES, "'1, DE' (2 rows)");
    tables.set("lookup.max-broadcast-bytes", "1B");
    tables.refuses(ErrorCode.LOOKUP_DUPLICATES, "'1, DE' (2 rows)");
    tables.set("lookup.duplicates", "first:segment");
    assertThat(tables.enrichAndVerify().counts().matched()).isEqualTo(4);
  }

  @Test
  void aSnapshotOfOtherKeysIsRefused() {
    rawRows()
        .set("raw.key", "account")
        .set("lookup.key", "id")
        .set("lookup.table", "first_of_each");
    tables.database(
        "CREATE VIEW first_of_each AS SELECT DISTINCT ON (id) * FROM accounts ORDER BY id, country");
    String snapshot = tables.enrich().lookup().snapshot();
    tables.set("raw.key", "account,country").set("lookup.key", "id,country");

    assertThatThrownBy(() -> tables.enrich(new EnrichOptions(false, false, Optional.of(snapshot))))
        .hasMessageContaining("its keys have 1 columns, while raw.key names 2");
  }

  @Test
  void onePartOfAnotherTypeIsNamed() {
    tables.raw("SELECT 1 account, 7 country");

    tables.refuses(
        ErrorCode.KEY_NOT_TEXT, "'country' is int, while the key 'country' of lookup accounts");
  }

  @Test
  void asManyColumnsAreNamedOnBothSides() {
    tables.set("lookup.key", "id");

    assertThatThrownBy(tables::enrich)
        .hasMessageContaining(
            "lookup.key names 1 columns and raw.key names 2; both must name as many");
    tables.set("lookup.key", "id,,country");
    assertThatThrownBy(tables::enrich)
        .hasMessageContaining("lookup.key must be a column, or several separated by commas");
  }
}
