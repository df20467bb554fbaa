package dev.deltaenrich.job;

import static dev.deltaenrich.job.EnrichmentTables.rows;
import static dev.deltaenrich.job.EnrichmentTables.tags;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.plan.FileTags;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.delta.actions.AddFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A lookup over its bound gives what one within the bound gives, and files are spliced with it. */
class SpilledLookupTest {
  private static final String WITHIN = "256MiB";
  private static final String OVER = "1B";

  @TempDir Path folder;
  private EnrichmentTables tables;

  /** Keys with spaces and capitals, null ones and unknown ones; a file that matches nothing. */
  @BeforeEach
  void makeTables() {
    tables =
        new EnrichmentTables(folder)
            .database(
                """
                CREATE TABLE typed AS SELECT ' Kéy-' || i AS k, 'text ' || i % 40 AS a_text,
                  i::smallint AS a_short, -i AS an_int, i::bigint << 33 AS a_long,
                  (i / 1000.0)::numeric(12,3) AS a_decimal, (i * 1e20)::numeric(30,3) AS a_large_decimal,
                  i % 3 = 0 AS a_flag, i / 7.0::real AS a_float, i / 7.0::double precision AS a_double,
                  '0900-02-28'::date + 1000 * i AS a_date,
                  '1600-01-01 00:00:00.123456'::timestamp + i * interval '777 hours' AS a_time
                FROM generate_series(1, 2000) i""",
                "UPDATE typed SET a_float = 'NaN', a_double = '-Infinity' WHERE an_int % 5 = 0",
                "INSERT INTO typed (k) VALUES ('nulls'), ('')")
            .set("lookup.table", "typed")
            .set("lookup.key", "k")
            .set(
                "lookup.columns",
                "a_text,a_short,an_int,a_long,a_decimal,a_large_decimal,a_flag,a_float,a_double,a_date,a_time")
            .raw(keys("concat(' Kéy-', id * 7 % 2300)", 0, 3000))
            .raw(keys("concat('KÉY-', id % 50, '  ')", 3000, 5000))
            .raw(keys("concat('nothing like this ', id % 9)", 5000, 5500))
            .raw(
                keys(
                    "element_at(array('nulls', '', 'NULLS'), CAST(id % 3 AS INT) + 1)",
                    6000, 6010));
  }

  private static String keys(String key, int first, int after) {
    return "SELECT id, IF(id %% 31 = 0, NULL, %s) merchant_id, id * 2 AS other FROM range(%d, %d, 1, 1)"
        .formatted(key, first, after);
  }

  private EnrichResult enrich(String target, String producer, String bound) {
    return tables
        .set("target.path", folder.resolve(target).toString())
        .set("enrich.producer", producer)
        .set("lookup.max-broadcast-bytes", bound)
        .enrichAndCheck();
  }

  private Map<String, String> statisticsOfSources() {
    Map<String, String> statistics = new TreeMap<>();
    for (AddFile file : tables.curatedFiles()) {
      statistics.put(tags(file).places().get(0), file.stats());
    }
    return statistics;
  }

  @ParameterizedTest
  @CsvSource({"exact, null", "trim, null", "trim-ignore-case, null", "trim-ignore-case, default:7"})
  void rowsFiguresAndStatisticsAreThoseOfALookupThatIsHeld(String match, String unmatched) {
    tables.set("lookup.match", match).set("lookup.unmatched", unmatched);
    if (!unmatched.equals("null")) {
      tables.set("lookup.columns", "a_text,an_int,a_long");
    }
    EnrichResult held = enrich("held", "splice", WITHIN);
    List<String> rows = rows(tables.curated());
    Map<String, String> statistics = statisticsOfSources();
    enrich("rewritten", "rewrite", OVER);
    List<String> rewritten = rows(tables.curated());

    EnrichResult spilled = enrich("spilled", "splice", OVER);

    assertThat(held.join()).isEqualTo("broadcast");
    assertThat(spilled.join()).isEqualTo("shuffle");
    assertThat(spilled.producers()).isEqualTo(Map.of(FileTags.SPLICED, 4));
    assertThat(spilled.fallbacks()).isEmpty();
    assertThat(spilled.counts()).isEqualTo(held.counts());
    assertThat(rows(tables.curated())).hasSize(5510).isEqualTo(rows).isEqualTo(rewritten);
    assertThat(statisticsOfSources()).hasSize(4).isEqualTo(statistics);
  }

  @Test
  void filesOfWhichRowsAreDeletedAreSplicedToo() {
    tables.sql("ALTER TABLE RAW SET TBLPROPERTIES (delta.enableDeletionVectors = true)");
    tables.sql("DELETE FROM RAW WHERE id = 4000");

    EnrichResult result =
        tables
            .set("enrich.producer", "auto")
            .set("lookup.max-broadcast-bytes", OVER)
            .enrichAndVerify();

    assertThat(result.fallbacks()).isEqualTo(Map.of("rows deleted", 1));
    assertThat(result.counts().rows()).isEqualTo(5509);
  }

  @Test
  void filesOfAPartitionedTableStayInTheirPartitions() {
    tables
        .set("raw.path", folder.resolve("parts").toString())
        .raw(
            "SELECT id, concat(' Kéy-', id) merchant_id, id % 20 part FROM range(0, 400, 1, 1)",
            "part");

    EnrichResult result = enrich("partitioned", "splice", OVER);

    assertThat(result.producers()).isEqualTo(Map.of(FileTags.SPLICED, 20));
    assertThat(result.counts().matched()).isEqualTo(399);
  }

  @Test
  void aTableWithoutRowsNeedsNoKeys() {
    tables
        .set("raw.path", folder.resolve("empty").toString())
        .raw("SELECT id, CAST(id AS STRING) merchant_id FROM range(0, 0, 1, 1)");

    assertThat(enrich("none", "splice", OVER).counts().rows()).isZero();
  }
}
