package dev.deltaenrich.engine.log;

import java.util.Comparator;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.delta.util.FileNames;

/**
 * Which checkpoint a file belongs to. Two writers may checkpoint one version in different numbers
 * of parts; the greater is the one of more parts, as Delta has it.
 *
 * @param version the version
 * @param parts how many files there have to be
 * @param single whether its name has no number of parts
 */
record CheckpointName(long version, int parts, boolean single)
    implements Comparable<CheckpointName> {
  private static final Pattern OF_V2 =
      Pattern.compile("\\d+\\.checkpoint\\.[^.]+\\.(json|parquet)");

  private static final Comparator<CheckpointName> ORDER =
      Comparator.comparingLong(CheckpointName::version)
          .thenComparing(CheckpointName::single, Comparator.reverseOrder())
          .thenComparingInt(CheckpointName::parts);

  /**
   * Whether it is a checkpoint with an id in its name (Delta PROTOCOL, "UUID-named checkpoint"),
   * which only tables with the feature {@code v2Checkpoint} have.
   */
  static boolean isOfV2(Path file) {
    return OF_V2.matcher(file.getName()).matches();
  }

  static CheckpointName of(Path file) {
    long version = FileNames.checkpointVersion(file);
    String[] words = file.getName().split("\\.", -1);
    return words.length == 5
        ? new CheckpointName(version, Integer.parseInt(words[3]), false)
        : new CheckpointName(version, 1, true);
  }

  @Override
  public int compareTo(CheckpointName other) {
    return ORDER.compare(this, other);
  }
}
