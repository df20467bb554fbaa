package dev.deltaenrich.job;

import dev.deltaenrich.plan.FileTags;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What the contract says of rows, kept where small files share files as they do by default. */
class MergedEnrichmentTest implements TypesContract, PartitionsContract, RawFeaturesContract {
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
    return FileTags.REWRITTEN;
  }

  @Override
  public boolean sharesFiles() {
    return true;
  }
}
