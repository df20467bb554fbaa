package dev.deltaenrich.engine.log;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;

/**
 * Which checkpoint a file belongs to (Delta PROTOCOL, "Checkpoints"). Several writers may
 * checkpoint one version, in different numbers of parts and under ids of their own. Of two
 * checkpoints, Delta prefers the greater one.
 *
 * @param version the version
 * @param kind how it is named
 * @param parts how many files there have to be
 * @param id what tells it from others of its kind
 */
record CheckpointName(long version, Kind kind, int parts, String id)
    implements Comparable<CheckpointName> {
  private static final Pattern NAMES =
      Pattern.compile(
          LogNames.VERSION
              + "\\.checkpoint(\\.parquet|\\.\\d{10}\\.(?<parts>0\\d{9})\\.parquet|\\.(?<id>[^.]+)\\.(json|parquet))");

  /** How checkpoints are named, the one that is preferred last. */
  enum Kind {
    /** By the version alone. */
    CLASSIC,
    /** One of several files. */
    IN_PARTS,
    /** By an id, which only tables with the feature {@code v2Checkpoint} have. */
    BY_ID
  }

  private static final Comparator<CheckpointName> ORDER =
      Comparator.comparingLong(CheckpointName::version)
          .thenComparing(CheckpointName::kind)
          .thenComparingInt(CheckpointName::parts)
          .thenComparing(CheckpointName::id);

  /** Of a file; empty when it is of no checkpoint. */
  static Optional<CheckpointName> of(FileStatus file) {
    Matcher name = NAMES.matcher(file.getPath().getName());
    if (!name.matches()) {
      return Optional.empty();
    }
    long version = LogNames.version(file);
    if (name.group("id") != null) {
      return Optional.of(new CheckpointName(version, Kind.BY_ID, 1, name.group("id")));
    }
    return Optional.of(
        name.group("parts") == null
            ? new CheckpointName(version, Kind.CLASSIC, 1, "")
            : new CheckpointName(
                version, Kind.IN_PARTS, Integer.parseInt(name.group("parts")), ""));
  }

  @Override
  public int compareTo(CheckpointName other) {
    return ORDER.compare(this, other);
  }
}
