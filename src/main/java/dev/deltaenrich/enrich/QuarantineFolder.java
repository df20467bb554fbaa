package dev.deltaenrich.enrich;

import dev.deltaenrich.config.LookupSettings;
import dev.deltaenrich.splice.QuarantineRule;
import java.io.Serializable;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;

/**
 * Where a run puts rows without a match.
 *
 * @param rule which rows these are
 * @param path the quarantine's folder, qualified
 */
public record QuarantineFolder(QuarantineRule rule, String path) implements Serializable {
  /** That of a run of these lookups, some of which ask for it. */
  public static QuarantineFolder of(Path path, List<LookupSettings> lookups, String run) {
    SortedMap<Integer, String> names = new TreeMap<>();
    for (int i = 0; i < lookups.size(); i++) {
      if (lookups.get(i).rule().quarantines()) {
        names.put(i, lookups.get(i).name());
      }
    }
    return new QuarantineFolder(new QuarantineRule(names, run), path.toString());
  }
}
