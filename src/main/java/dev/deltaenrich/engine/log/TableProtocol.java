package dev.deltaenrich.engine.log;

import dev.deltaenrich.engine.ScalaInterop;
import java.util.List;
import java.util.TreeSet;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaErrors;
import org.apache.spark.sql.delta.FeatureAutomaticallyEnabledByMetadata;
import org.apache.spark.sql.delta.InvalidProtocolVersionException;
import org.apache.spark.sql.delta.TableFeature;
import org.apache.spark.sql.delta.TableFeature$;
import org.apache.spark.sql.delta.actions.Action$;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.delta.actions.Protocol;
import scala.collection.JavaConverters;
import scala.collection.immutable.Set;

/**
 * Holds what a table asks for against what this Delta has (Delta PROTOCOL, "Protocol Evolution"),
 * by the rules and in the words of {@code DeltaLog.protocolRead} and {@code protocolWrite}; those
 * can only be asked of an open {@code DeltaLog}, whose opening runs Spark SQL.
 */
public final class TableProtocol {
  /** Features are listed in a protocol from these versions on. */
  private static final int FEATURES_OF_READERS = 3;

  private static final int FEATURES_OF_WRITERS = 7;

  private TableProtocol() {}

  /**
   * Makes sure that this Delta may read a table, and knows its columns' types.
   *
   * @throws dev.deltaenrich.failure.EnrichException COLUMN_UNSUPPORTED or LOG_BROKEN
   * @throws RuntimeException Delta's own, which {@code FailureTranslator} knows
   */
  public static void requireReadable(SparkSession spark, LogFolder log, TableState table) {
    Protocol protocol = table.protocol();
    Protocol ours = Action$.MODULE$.supportedProtocolVersion(true);
    requireVersion(protocol.minReaderVersion(), Action$.MODULE$.supportedReaderVersionNumbers());
    List<String> unknown = unknown(protocol.readerFeatureNames(), ours.readerFeatureNames());
    if (!unknown.isEmpty()) {
      throw DeltaErrors.unsupportedReaderTableFeaturesInTableException(ScalaInterop.seq(unknown));
    }
    new TableSchema(log, table.metadata()).requireKnown();
    requireListed(spark, protocol, table.metadata());
  }

  /**
   * Makes sure that this Delta may write to a table.
   *
   * @throws RuntimeException Delta's own, which {@code FailureTranslator} knows
   */
  public static void requireWritable(Protocol protocol) {
    Protocol ours = Action$.MODULE$.supportedProtocolVersion(true);
    requireVersion(protocol.minWriterVersion(), Action$.MODULE$.supportedWriterVersionNumbers());
    List<String> unknown = unknown(protocol.writerFeatureNames(), ours.writerFeatureNames());
    if (!unknown.isEmpty()) {
      throw DeltaErrors.unsupportedWriterTableFeaturesInTableException(ScalaInterop.seq(unknown));
    }
  }

  private static void requireVersion(int version, Set<Object> supported) {
    if (!supported.contains(version)) {
      throw new InvalidProtocolVersionException(version, supported.toSeq());
    }
  }

  private static List<String> unknown(Set<String> asked, Set<String> known) {
    TreeSet<String> names = new TreeSet<>(JavaConverters.setAsJavaSet(asked));
    names.removeAll(JavaConverters.setAsJavaSet(known));
    return List.copyOf(names);
  }

  /** A table whose protocol lists features has to list those that its properties use. */
  private static void requireListed(SparkSession spark, Protocol protocol, Metadata metadata) {
    if (protocol.minReaderVersion() < FEATURES_OF_READERS
        && protocol.minWriterVersion() < FEATURES_OF_WRITERS) {
      return;
    }
    TreeSet<String> used = new TreeSet<>();
    for (TableFeature feature :
        JavaConverters.asJavaCollection(TableFeature$.MODULE$.allSupportedFeaturesMap().values())) {
      if (feature instanceof FeatureAutomaticallyEnabledByMetadata byMetadata
          && byMetadata.metadataRequiresFeatureToBeEnabled(metadata, spark)) {
        used.add(feature.name());
      }
    }
    used.removeAll(JavaConverters.setAsJavaSet(protocol.writerFeatureNames()));
    if (!used.isEmpty()) {
      throw DeltaErrors.tableFeatureMismatchException(ScalaInterop.seq(List.copyOf(used)));
    }
  }
}
