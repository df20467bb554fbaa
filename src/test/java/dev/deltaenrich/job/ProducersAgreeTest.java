package dev.deltaenrich.job;

import static dev.deltaenrich.job.EnrichmentTables.rows;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random tables and rules: copied bytes and pages made anew are the same table, row for row. */
class ProducersAgreeTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void bothMakeTheSameTable(int seed) {
    EnrichmentTables tables = new EnrichmentTables(folder);
    new RandomTable(seed).fill(tables);
    Random random = new Random(seed);
    tables.set("lookup.match", List.of("exact", "trim", "trim-ignore-case").get(random.nextInt(3)));
    tables.set("lookup.unmatched", List.of("null", "default:none").get(random.nextInt(2)));
    tables.set(
        "lookup.columns",
        List.of("category:enriched_category", "category:enriched_category,merchant_name:name")
            .get(random.nextInt(2)));

    EnrichResult spliced = tables.set("enrich.producer", "splice").enrich();
    Dataset<Row> bySplice = tables.curated();
    tables.set("target.path", folder.resolve("rewritten").toString());
    EnrichResult rewritten = tables.set("enrich.producer", "rewrite").enrich();

    assertThat(spliced.producers()).isEqualTo(Map.of("splice", spliced.files().added()));
    assertThat(rewritten.producers()).isEqualTo(Map.of("rewrite", rewritten.files().added()));
    assertThat(spliced.files().added()).isEqualTo(rewritten.files().added());
    assertThat(bySplice.schema()).isEqualTo(tables.curated().schema());
    assertThat(rows(bySplice)).isEqualTo(rows(tables.curated()));
    assertThat(
            List.of(
                spliced.counts().rows(),
                spliced.counts().matched(),
                spliced.counts().nullKey(),
                spliced.counts().unknownKey()))
        .isEqualTo(
            List.of(
                rewritten.counts().rows(),
                rewritten.counts().matched(),
                rewritten.counts().nullKey(),
                rewritten.counts().unknownKey()));
    assertThat(spliced.topUnknownKeys()).isEqualTo(rewritten.topUnknownKeys());
  }
}
