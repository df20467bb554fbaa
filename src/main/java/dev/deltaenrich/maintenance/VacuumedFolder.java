package dev.deltaenrich.maintenance;

import java.util.List;

/**
 * What a vacuum took from one table's folder, or would take.
 *
 * @param table {@code target}, {@code lookup history} or {@code quarantine}
 * @param path its folder
 * @param retentionHours how long files stay that no version names
 * @param files how many went
 * @param bytes their size together
 * @param first the first few by name, below the folder
 */
public record VacuumedFolder(
    String table, String path, long retentionHours, int files, long bytes, List<String> first) {
  /** Copies {@code first}. */
  public VacuumedFolder {
    first = List.copyOf(first);
  }
}
