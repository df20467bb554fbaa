package dev.deltaenrich.job;

import dev.deltaenrich.enrich.RewriteProducer;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The contract, kept by the rewrite producer. */
class RewriteEnrichmentTest
    implements RowsContract,
        TypesContract,
        PartitionsContract,
        RawFeaturesContract,
        RawFilesContract,
        UnmatchedContract,
        RecordsContract,
        VersionsContract {
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
    return RewriteProducer.NAME;
  }
}
