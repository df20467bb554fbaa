package dev.deltaenrich.engine.log;

import com.fasterxml.jackson.databind.JsonNode;
import dev.deltaenrich.engine.ScalaInterop;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.spark.sql.delta.actions.Format;
import org.apache.spark.sql.delta.actions.Metadata;
import scala.Option;

/**
 * The log's words for the table itself, from JSON (Delta PROTOCOL, "Change Metadata" and "Protocol
 * Evolution"). Delta's own parser maps JSON to Scala's classes by reflection, which costs a third
 * of a second the first time.
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
        (int) ActionFields.required(protocol, "minReaderVersion"),
        (int) ActionFields.required(protocol, "minWriterVersion"),
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
    OptionalLong created = ActionFields.number(metadata, "createdTime");
    return new Metadata(
        ActionFields.text(metadata.get("id")),
        ActionFields.text(metadata.get("name")),
        ActionFields.text(metadata.get("description")),
        new Format(
            provider == null ? "parquet" : provider,
            ScalaInterop.map(ActionFields.texts(format, "options"))),
        schema,
        ScalaInterop.seq(ActionFields.list(metadata, "partitionColumns")),
        ScalaInterop.map(ActionFields.texts(metadata, "configuration")),
        created.isPresent() ? Option.apply((Object) created.getAsLong()) : Option.empty());
  }
}
