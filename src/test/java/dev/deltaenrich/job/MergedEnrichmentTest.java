package dev.deltaenrich.job;

import dev.deltaenrich.enrich.SpliceProducer;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The contract, kept where small files share curated files, as they do unless told otherwise. */
class MergedEnrichmentTest
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
    tables = new EnrichmentTables(folder).set("enrich.small-file-bytes", "16MiB");
  }

  @Override
  public EnrichmentTables tables() {
    return tables;
  }

  @Override
  public String producer() {
    return SpliceProducer.NAME;
  }
}
