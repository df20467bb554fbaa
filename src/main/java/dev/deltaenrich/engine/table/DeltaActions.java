package dev.deltaenrich.engine.table;

import dev.deltaenrich.engine.log.Protocol;
import java.util.Optional;
import java.util.Set;
import scala.Option;
import scala.collection.JavaConverters;

/** What a log says in the classes of this Delta, for what is left to it. */
public final class DeltaActions {
  private static final int FEATURES_OF_READERS = 3;
  private static final int FEATURES_OF_WRITERS = 7;

  private DeltaActions() {}

  /**
   * A protocol. Features that this Delta does not know are no matter to it; a list that is none by
   * its version is.
   */
  public static org.apache.spark.sql.delta.actions.Protocol protocol(Protocol protocol) {
    return new org.apache.spark.sql.delta.actions.Protocol(
        protocol.minReaderVersion(),
        protocol.minWriterVersion(),
        set(protocol.minReaderVersion() >= FEATURES_OF_READERS, protocol.readerFeatures()),
        set(protocol.minWriterVersion() >= FEATURES_OF_WRITERS, protocol.writerFeatures()));
  }

  private static Option<scala.collection.immutable.Set<String>> set(
      boolean listed, Optional<Set<String>> names) {
    return !listed || names.isEmpty()
        ? Option.empty()
        : Option.apply(JavaConverters.asScalaSet(names.get()).toSet());
  }
}
