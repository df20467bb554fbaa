package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.plan.FileTags;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the contract says of rows and files, kept where all pages are made anew. */
class RewriteEnrichmentTest
    implements RowsContract,
        TypesContract,
        PartitionsContract,
        RawFeaturesContract,
        RawFilesContract {
  @TempDir Path folder;
  private EnrichmentTables tables;

  @BeforeEach
  void makeTables() {
    tables = new EnrichmentTables(folder).set("enrich.producer", "rewrite");
  }

  @Override
  public EnrichmentTables tables() {
    return tables;
  }

  @Override
  public String producer() {
    return FileTags.REWRITTEN;
  }

  @Test
  void aSessionThatGathersNoStatisticsDoesNotKeepThemOutOfTheTarget() {
    tables.sixRows();
    tables.spark().conf().set("spark.databricks.delta.stats.collect", "false");
    try {
      tables.enrichAndCheck();
    } finally {
      tables.spark().conf().unset("spark.databricks.delta.stats.collect");
    }

    assertThat(tables.curatedFiles())
        .allSatisfy(file -> assertThat(file.stats()).contains("\"numRecords\":3"));
  }
}
