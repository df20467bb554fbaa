package dev.deltaenrich.engine.log;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a log's actions on the table itself from JSON (Delta PROTOCOL, "Change Metadata" and
 * "Protocol Evolution"). Delta's own parser maps JSON to Scala's classes by reflection, which costs
 * a third of a second the first time.
 */
final class TableActions {
  private TableActions() {}

  /**
   * A protocol.
   *
   * @throws UnusableAction when a field of it is of no use
   */
  static Protocol protocol(JsonNode protocol) {
    return new Protocol(
        ActionFields.requiredInt(protocol, "minReaderVersion"),
        ActionFields.requiredInt(protocol, "minWriterVersion"),
        features(protocol, "readerFeatures"),
        features(protocol, "writerFeatures"));
  }

  private static Optional<Set<String>> features(JsonNode protocol, String field) {
    return protocol.hasNonNull(field)
        ? Optional.of(Set.copyOf(ActionFields.list(protocol, field)))
        : Optional.empty();
  }

  /**
   * A table's metadata.
   *
   * @throws UnusableAction when a field of it is of no use, or it has no schema
   */
  static Metadata metadata(JsonNode metadata) {
    JsonNode format = metadata.path("format");
    String provider = ActionFields.text(format.get("provider"));
    String schema = ActionFields.text(metadata.get("schemaString"));
    if (schema == null) {
      throw new UnusableAction("has a metaData action without 'schemaString'");
    }
    return new Metadata(
        ActionFields.text(metadata.get("id")),
        Optional.ofNullable(ActionFields.text(metadata.get("name"))),
        Optional.ofNullable(ActionFields.text(metadata.get("description"))),
        new Metadata.Format(
            provider == null ? "parquet" : provider, ActionFields.texts(format, "options")),
        schema,
        ActionFields.list(metadata, "partitionColumns"),
        ActionFields.texts(metadata, "configuration"),
        ActionFields.number(metadata, "createdTime"));
  }
}
