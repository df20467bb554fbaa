package dev.deltaenrich.sink;

import dev.deltaenrich.engine.Storage;
import dev.deltaenrich.engine.log.AddFile;
import dev.deltaenrich.engine.table.DeltaTable;
import dev.deltaenrich.source.Lookup;
import dev.deltaenrich.source.LookupColumn;
import dev.deltaenrich.source.LookupRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;

/**
 * A lookup's rows in files of the history's folder that no version names yet: the snapshot's id is
 * known only when all rows were read. Not thread-safe.
 */
final class PendingSnapshot {
  private final String partition = "pending-" + UUID.randomUUID();
  private final List<AddFile> files = new ArrayList<>();

  boolean isEmpty() {
    return files.isEmpty();
  }

  /** Writes rows, as one file: portions are bounded by whoever reads the lookup. */
  void write(DeltaTable table, List<LookupColumn> columns, List<LookupRow> rows)
      throws IOException {
    String name =
        "%s=%s/part-%s.snappy.parquet"
            .formatted(ArchivedSnapshot.PARTITION, partition, UUID.randomUUID());
    LookupFile file = new LookupFile(table.resolve(name), table.hadoopConf());
    file.write(columns, rows);
    FileStatus status = file.path().getFileSystem(file.conf()).getFileStatus(file.path());
    files.add(
        new AddFile(
            name,
            Map.of(ArchivedSnapshot.PARTITION, partition),
            status.getLen(),
            status.getModificationTime(),
            Optional.of("{\"numRecords\":" + rows.size() + "}"),
            Optional.empty(),
            Optional.empty()));
  }

  /** The files as a snapshot's; the log names the partition, not the file. */
  List<AddFile> of(Lookup lookup) {
    Map<String, String> tags = ArchivedSnapshot.tags(lookup);
    return files.stream()
        .map(
            file ->
                new AddFile(
                    file.path(),
                    Map.of(ArchivedSnapshot.PARTITION, lookup.id()),
                    file.size(),
                    file.modificationTime(),
                    file.statistics(),
                    Optional.of(tags),
                    Optional.empty()))
        .toList();
  }

  /** They may be part of the table from now on. */
  void forget() {
    files.clear();
  }

  /** Deletes what was written for nothing; never what the table holds after all. */
  void deleteFrom(DeltaTable table, Storage storage) {
    Set<String> held = table.files().stream().map(AddFile::path).collect(Collectors.toSet());
    files.stream()
        .filter(file -> !held.contains(file.path()))
        .forEach(file -> storage.delete(table.resolve(file.path())));
    files.clear();
  }
}
