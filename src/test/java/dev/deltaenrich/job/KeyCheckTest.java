package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.config.KeyType;
import dev.deltaenrich.config.Period;
import dev.deltaenrich.sink.CuratedTable;
import dev.deltaenrich.source.RawKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files hold changed keys. */
class KeyCheckTest {
  @TempDir Path folder;
  private EnrichmentTables tables;

  @BeforeEach
  void makeTables() {
    tables = new EnrichmentTables(folder).set("lookup.match", "trim-ignore-case");
    tables
        .in("a b%20é")
        .raw(
            "SELECT * FROM VALUES (1L, ' mer-abc'), (2L, 'MER-ABC '), (3L, 'x') AS (id, merchant_id)")
        .raw("SELECT * FROM VALUES (4L, 'MER-XYZ'), (5L, NULL) AS (id, merchant_id)")
        .raw("SELECT id, concat('unique-', id) AS merchant_id FROM range(1000, 3000, 1, 1)");
    tables.enrichAndCheck();
  }

  private Map<String, Integer> byId(Map<String, Integer> counts) {
    CuratedTable curated = CuratedTable.open(tables.spark(), tables.targetPath());
    Map<String, Integer> named = new java.util.TreeMap<>();
    curated
        .statistics(
            curated.files(),
            statistics -> statistics.replaceAll(".*\"minValues\":\\{\"id\":(\\d+).*", "$1"))
        .forEach(
            (path, id) -> {
              if (counts.containsKey(path)) {
                named.put(id, counts.get(path));
              }
            });
    return named;
  }

  @Test
  void keysAreFoundByDictionaryAndPage() {
    CuratedTable curated = CuratedTable.open(tables.spark(), tables.targetPath());
    RawKey key =
        new RawKey(
            List.of(new RawKey.Part(List.of("merchant_id"), DataTypes.StringType, KeyType.TEXT)));
    KeyCheck check = new KeyCheck(tables.spark(), curated, tables.settings().rule(), key);
    Map<String, Period> changed =
        Map.of(
            "mer-abc",
            Period.ALWAYS,
            "x",
            Period.ALWAYS,
            "unique-2999",
            Period.ALWAYS,
            "nowhere",
            Period.ALWAYS);

    assertThat(byId(check.count(curated.files(), changed, Map.of())))
        .isEqualTo(Map.of("1", 2, "1000", 1));
    assertThat(check.count(curated.files(), Map.of(), Map.of())).isEmpty();
    assertThat(check.count(List.of(), changed, Map.of())).isEmpty();
  }
}
