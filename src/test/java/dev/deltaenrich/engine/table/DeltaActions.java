package dev.deltaenrich.engine.table;

import dev.deltaenrich.engine.ScalaInterop;
import dev.deltaenrich.engine.log.AddFile;
import dev.deltaenrich.engine.log.DeletionVector;
import dev.deltaenrich.engine.log.Metadata;
import dev.deltaenrich.engine.log.Protocol;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.delta.actions.DeletionVectorDescriptor;
import org.apache.spark.sql.delta.actions.Format;
import scala.Option;
import scala.collection.JavaConverters;

/** What a log says in the classes of this Delta, to compare with what Delta says. */
public final class DeltaActions {
  private DeltaActions() {}

  /**
   * A protocol. Features that this Delta does not know stay in it. Delta refuses a list where the
   * version has none, so such a list is left out.
   */
  public static org.apache.spark.sql.delta.actions.Protocol protocol(Protocol protocol) {
    return new org.apache.spark.sql.delta.actions.Protocol(
        protocol.minReaderVersion(),
        protocol.minWriterVersion(),
        set(protocol.minReaderVersion() >= Protocol.FEATURES_OF_READERS, protocol.readerFeatures()),
        set(
            protocol.minWriterVersion() >= Protocol.FEATURES_OF_WRITERS,
            protocol.writerFeatures()));
  }

  private static Option<scala.collection.immutable.Set<String>> set(
      boolean listed, Optional<Set<String>> names) {
    return !listed || names.isEmpty()
        ? Option.empty()
        : Option.apply(JavaConverters.asScalaSet(names.get()).toSet());
  }

  /** Metadata. */
  public static org.apache.spark.sql.delta.actions.Metadata metadata(Metadata metadata) {
    return new org.apache.spark.sql.delta.actions.Metadata(
        metadata.id(),
        metadata.name().orElse(null),
        metadata.description().orElse(null),
        new Format(metadata.format().provider(), ScalaInterop.map(metadata.format().options())),
        metadata.schemaString(),
        ScalaInterop.seq(metadata.partitionColumns()),
        ScalaInterop.map(metadata.configuration()),
        metadata.createdTime().isPresent()
            ? Option.apply((Object) metadata.createdTime().getAsLong())
            : Option.empty());
  }

  /** An active file. */
  public static org.apache.spark.sql.delta.actions.AddFile file(AddFile file) {
    return DeltaInternals.file(
        file.path(),
        ScalaInterop.map(file.partitionValues()),
        file.size(),
        file.modificationTime(),
        false,
        file.statistics().orElse(null),
        file.tags().map(ScalaInterop::<String, String>map).orElse(null),
        file.deletionVector().map(DeltaActions::vector).orElse(null));
  }

  private static DeletionVectorDescriptor vector(DeletionVector vector) {
    return new DeletionVectorDescriptor(
        vector.storageType(),
        vector.place(),
        vector.offset().isPresent()
            ? Option.apply((Object) vector.offset().getAsInt())
            : Option.empty(),
        vector.sizeInBytes(),
        vector.cardinality(),
        Option.empty());
  }
}
