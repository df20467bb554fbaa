package dev.deltaenrich.job;

import dev.deltaenrich.plan.FileTags;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract, kept where each raw file becomes a file of its own and bytes stay where they can.
 */
class SpliceEnrichmentTest
    implements RowsContract,
        TypesContract,
        PartitionsContract,
        RawFeaturesContract,
        RawFilesContract,
        RawLogContract,
        UnmatchedContract,
        RecordsContract,
        VersionsContract {
  @TempDir Path folder;
  private EnrichmentTables tables;

  @BeforeEach
  void makeTables() {
    tables = new EnrichmentTables(folder).set("enrich.producer", "splice");
  }

  @Override
  public EnrichmentTables tables() {
    return tables;
  }

  @Override
  public String producer() {
    return FileTags.SPLICED;
  }
}
