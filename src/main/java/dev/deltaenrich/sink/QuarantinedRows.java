package dev.deltaenrich.sink;

import dev.deltaenrich.plan.CuratedFile;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;

/**
 * What the quarantine held when it was read.
 *
 * @param table it as a table; may not exist
 * @param rows how many rows each of its files has, by path
 */
public record QuarantinedRows(CuratedTable table, Map<String, Long> rows) {
  /** Copies {@code rows}. */
  public QuarantinedRows {
    rows = Map.copyOf(rows);
  }

  /** The table's folder, qualified. */
  public Path path() {
    return table.path();
  }

  /** Whether the rows that a curated file does not hold are here. */
  public boolean completes(CuratedFile curated) {
    return curated.quarantinedRows() == rows.getOrDefault(curated.path(), 0L);
  }

  /** The files of the rows that curated files do not hold. */
  public List<CuratedFile> filesOf(Collection<CuratedFile> curated) {
    Set<String> paths =
        curated.stream()
            .filter(file -> file.quarantinedRows() > 0)
            .map(CuratedFile::path)
            .collect(Collectors.toSet());
    return table.files().stream().filter(file -> paths.contains(file.path())).toList();
  }
}
