package dev.deltaenrich.engine.log;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.types.TimestampNTZType;

/**
 * What a table asks of its readers and writers (Delta PROTOCOL, "Protocol Evolution").
 *
 * @param minReaderVersion the version of the protocol that readers have to know
 * @param minWriterVersion the same of writers
 * @param readerFeatures the features that readers have to know; from reader version 3 on
 * @param writerFeatures the same of writers; from writer version 7 on
 */
public record Protocol(
    int minReaderVersion,
    int minWriterVersion,
    Optional<Set<String>> readerFeatures,
    Optional<Set<String>> writerFeatures) {
  /** The version from which on readers' features are listed. */
  public static final int FEATURES_OF_READERS = 3;

  /** The version from which on writers' features are listed. */
  public static final int FEATURES_OF_WRITERS = 7;

  /** The versions of writers from which on a feature needs no list ("Valid Feature Names"). */
  private static final Map<TableFeature, Integer> SINCE =
      Map.of(
          TableFeature.APPEND_ONLY, 2,
          TableFeature.INVARIANTS, 2,
          TableFeature.CHECK_CONSTRAINTS, 3,
          TableFeature.CHANGE_DATA_FEED, 4,
          TableFeature.GENERATED_COLUMNS, 4,
          TableFeature.COLUMN_MAPPING, 5);

  private static final int MAPPING_OF_READERS = 2;

  /** Copies the sets. */
  public Protocol {
    readerFeatures = readerFeatures.map(Set::copyOf);
    writerFeatures = writerFeatures.map(Set::copyOf);
  }

  /** One without features. */
  static Protocol plain(int minReaderVersion, int minWriterVersion) {
    return new Protocol(minReaderVersion, minWriterVersion, Optional.empty(), Optional.empty());
  }

  /** The protocol that Delta gives a new table. */
  public static Protocol ofNew(Metadata metadata) {
    boolean tellsChanges =
        Boolean.parseBoolean(metadata.configuration().get("delta.enableChangeDataFeed"));
    return plain(1, tellsChanges ? SINCE.get(TableFeature.CHANGE_DATA_FEED) : 2).serving(metadata);
  }

  /** This protocol, raised where the columns of {@code metadata} need more. */
  public Protocol serving(Metadata metadata) {
    String feature = TableFeature.TIMESTAMP_NTZ.featureName();
    boolean asked = metadata.schema().existsRecursively(type -> type instanceof TimestampNTZType);
    if (!asked || listedForReaders().contains(feature)) {
      return this;
    }
    Set<String> readers = listedForReaders();
    if (minReaderVersion == MAPPING_OF_READERS) {
      readers.add(TableFeature.COLUMN_MAPPING.featureName());
    }
    readers.add(feature);
    Set<String> writers = listedForWriters();
    if (minWriterVersion < FEATURES_OF_WRITERS) {
      SINCE.forEach(
          (known, version) -> {
            if (minWriterVersion >= version) {
              writers.add(known.featureName());
            }
          });
    }
    writers.add(feature);
    return new Protocol(
        FEATURES_OF_READERS, FEATURES_OF_WRITERS, Optional.of(readers), Optional.of(writers));
  }

  /** Whether columns may have wider types than files that are older than the change. */
  public boolean widensTypes() {
    Set<String> features = listedForReaders();
    return features.contains(TableFeature.TYPE_WIDENING.featureName())
        || features.contains(TableFeature.TYPE_WIDENING_PREVIEW.featureName());
  }

  /** What readers have to know, in the order of names; what a version stands for is not in it. */
  Set<String> listedForReaders() {
    return new TreeSet<>(readerFeatures.orElse(Set.of()));
  }

  /** The same of writers. */
  Set<String> listedForWriters() {
    return new TreeSet<>(writerFeatures.orElse(Set.of()));
  }
}
