package dev.deltaenrich.sink;

import dev.deltaenrich.engine.log.AddFile;
import java.util.Map;
import java.util.Optional;

/**
 * What the log says of a file of the quarantine. Other tags than those of curated files, so that
 * the table is never taken for a curated one.
 *
 * @param run the run that made it
 * @param rows its rows
 * @param table the id of the curated table that the run's commit was based on; empty where there
 *     was none
 * @param version the version of it; the run's commit can only become the next one
 */
record QuarantineTags(String run, long rows, String table, long version) {
  private static final String RUN = "deltaEnrich.run";
  private static final String ROWS = "deltaEnrich.quarantinedRows";
  private static final String TABLE = "deltaEnrich.curatedTable";
  private static final String VERSION = "deltaEnrich.curatedVersion";

  static QuarantineTags basedOn(CuratedTable curated, String run, long rows) {
    return new QuarantineTags(run, rows, curated.id(), curated.version());
  }

  /** Empty for a file that another program wrote, or took rows from. */
  static Optional<QuarantineTags> of(AddFile file) {
    Map<String, String> tags = file.tags().orElse(Map.of());
    try {
      return file.deletionVector().isPresent() || tags.get(RUN) == null || tags.get(TABLE) == null
          ? Optional.empty()
          : Optional.of(
              new QuarantineTags(
                  tags.get(RUN),
                  Long.parseLong(tags.get(ROWS)),
                  tags.get(TABLE),
                  Long.parseLong(tags.get(VERSION))));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  Map<String, String> toMap() {
    return Map.of(
        RUN, run, ROWS, Long.toString(rows), TABLE, table, VERSION, Long.toString(version));
  }

  /** Whether the run may still commit: no other version came after the one it is based on. */
  boolean mayCount(CuratedTable curated) {
    return table.equals(curated.id()) && version == curated.version();
  }
}
