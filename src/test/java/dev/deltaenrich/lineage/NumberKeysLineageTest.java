package dev.deltaenrich.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the tables tell of rows whose key is a number inside of a struct. */
class NumberKeysLineageTest {
  @TempDir Path folder;

  @Test
  void rowsAreExplainedAndUnknownNumbersListed() {
    LineageTables tables =
        new LineageTables(folder)
            .database(
                "CREATE TABLE shops (id bigint, name text)", "INSERT INTO shops VALUES (7, 'A')")
            .set("raw.key", "shop.ID")
            .set("lookup.table", "shops")
            .set("lookup.key", "id")
            .set("lookup.columns", "name:shop_name")
            .append(
                "SELECT n, named_struct('id', n) shop FROM VALUES (7), (8), (8), (CAST(NULL AS int)) AS (n)");
    tables.enrich();

    UnmatchedResult unknown =
        new UnmatchedList(tables.spark(), tables.settings()).list(20, Optional.empty());
    ExplainedRow explained =
        new Explainer(tables.spark(), tables.settings()).explain("shop.id = 7", 10).rows().get(0);

    assertThat(unknown.keys())
        .extracting(UnknownKey::key, UnknownKey::rows)
        .containsExactly(tuple("8", 2L));
    assertThat(explained.key()).isEqualTo("7");
    assertThat(explained.lookupAnswer()).isEqualTo("name = 'A'");
    assertThat(explained.state()).isEqualTo("up to date");
  }
}
