package dev.deltaenrich.job;

import dev.deltaenrich.enrich.JoinedLookup;
import dev.deltaenrich.source.RawTable;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.types.StructType;

/**
 * What a run reads and what it makes of it.
 *
 * @param raw the raw table at the version that is read
 * @param lookups the lookups, in the order of the settings
 * @param target the curated table, qualified by its file system
 * @param schema the columns it is to have
 * @param quarantine the table of rows without a match; empty where none go there
 */
public record RunTables(
    RawTable raw,
    List<JoinedLookup> lookups,
    Path target,
    StructType schema,
    Optional<QuarantineTable> quarantine) {
  /**
   * The table of rows without a match.
   *
   * @param path where it is, qualified by its file system
   * @param schema the columns it is to have
   */
  public record QuarantineTable(Path path, StructType schema) {}
}
