package dev.deltaenrich.engine.log;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

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
  /** Copies the sets. */
  public Protocol {
    readerFeatures = readerFeatures.map(Set::copyOf);
    writerFeatures = writerFeatures.map(Set::copyOf);
  }

  /** One without features. */
  public static Protocol plain(int minReaderVersion, int minWriterVersion) {
    return new Protocol(minReaderVersion, minWriterVersion, Optional.empty(), Optional.empty());
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
