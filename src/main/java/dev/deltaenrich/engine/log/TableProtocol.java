package dev.deltaenrich.engine.log;

import dev.deltaenrich.engine.log.TableFeature.Use;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.StructType;

/**
 * Compares what a table asks for with what this program serves (Delta PROTOCOL, "Protocol
 * Evolution").
 *
 * @param log the table's log, for messages
 * @param protocol what the table asks for
 */
public record TableProtocol(LogFolder log, Protocol protocol) {
  /** From version 6 on writers have to know identity columns. */
  private static final int IDENTITY_COLUMNS = 6;

  /** Features of tables that only a catalog can open. */
  private static final Set<String> OF_CATALOGS = Set.of("catalogManaged", "catalogOwned-preview");

  /**
   * Makes sure that a table can be read.
   *
   * @return its columns, whose types are known
   * @throws EnrichException FEATURE_UNSUPPORTED, COLUMN_UNSUPPORTED or LOG_BROKEN
   */
  public static StructType requireReadable(LogFolder log, TableState table) {
    TableProtocol asked = new TableProtocol(log, table.protocol());
    asked.requireReadable();
    StructType columns = new TableSchema(log, table.metadata()).known();
    asked.requireMapping(table.metadata());
    return columns;
  }

  private void requireReadable() {
    int version = protocol.minReaderVersion();
    if (version < 0
        || version > Protocol.FEATURES_OF_READERS
        || version == Protocol.FEATURES_OF_READERS && protocol.readerFeatures().isEmpty()) {
      throw unsupported(
          "Cannot read %s: it asks for readers of version %d%s, and delta-enrich reads versions 1 and 2, and 3 with a list of features; use a newer delta-enrich, or a table of an older version",
          log.table(), version, version == Protocol.FEATURES_OF_READERS ? " without a list" : "");
    }
    List<String> unserved = TableFeature.unserved(protocol.listedForReaders(), Use.READ);
    Optional<String> ofCatalog = unserved.stream().filter(OF_CATALOGS::contains).findFirst();
    if (ofCatalog.isPresent()) {
      throw unsupported(
          "Cannot read %s: by its table feature '%s' its newest commits are known to a catalog alone, not to its log; copy it to a table without that feature",
          log.table(), ofCatalog.get());
    }
    if (!unserved.isEmpty()) {
      throw unsupported(
          "Cannot read %s: it has the table feature '%s', which delta-enrich does not read; drop the feature, or use a table without that feature",
          log.table(), String.join("', '", unserved));
    }
  }

  /**
   * Makes sure that a table can be written to.
   *
   * @throws EnrichException FEATURE_UNSUPPORTED
   */
  public void requireWritable() {
    int version = protocol.minWriterVersion();
    if (version < 0
        || version > Protocol.FEATURES_OF_WRITERS
        || version == IDENTITY_COLUMNS
        || version == Protocol.FEATURES_OF_WRITERS && protocol.writerFeatures().isEmpty()) {
      throw unsupported(
          "Cannot write to %s: it asks for writers of version %d, and delta-enrich writes versions 1 to 5, and 7 with a list of features; use a newer delta-enrich, or choose another path",
          log.table(), version);
    }
    List<String> unserved = TableFeature.unserved(protocol.listedForWriters(), Use.WRITTEN);
    if (!unserved.isEmpty()) {
      throw unsupported(
          "Cannot write to %s: it has the table feature '%s', which delta-enrich does not serve; drop the feature, or choose another path",
          log.table(), String.join("', '", unserved));
    }
  }

  /**
   * A mode of column mapping has to be known. Where features are listed, column mapping has to be
   * one of them: otherwise some readers ignore the mode.
   */
  private void requireMapping(Metadata metadata) {
    String mode = metadata.configuration().getOrDefault(ColumnMapping.PROPERTY, "none");
    Optional<ColumnMapping> known = ColumnMapping.named(mode);
    boolean listed =
        protocol.minWriterVersion() < Protocol.FEATURES_OF_WRITERS
            || protocol.listedForWriters().contains(TableFeature.COLUMN_MAPPING.featureName());
    if (known.isEmpty() || !listed && known.get() != ColumnMapping.NONE) {
      throw unsupported(
          "Cannot read %s: its property delta.columnMapping.mode=%s %s; correct the property, or use another table",
          log.table(),
          mode,
          listed
              ? "is no mode that delta-enrich knows"
              : "asks for a feature that its protocol lacks");
    }
  }

  private static EnrichException unsupported(String sentence, Object... values) {
    return new EnrichException(ErrorCode.FEATURE_UNSUPPORTED, sentence.formatted(values));
  }
}
