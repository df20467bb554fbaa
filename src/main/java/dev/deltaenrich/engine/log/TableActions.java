package dev.deltaenrich.engine.log;

import com.fasterxml.jackson.databind.JsonNode;
import dev.deltaenrich.engine.ScalaInterop;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.spark.sql.delta.actions.Format;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.delta.actions.Protocol;
import scala.Option;
import scala.collection.JavaConverters;

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
   * @throws IllegalArgumentException Delta's, when versions and lists of features do not fit
   */
  static Protocol protocol(JsonNode protocol) {
    return new Protocol(
        (int) ActionFields.required(protocol, "minReaderVersion"),
        (int) ActionFields.required(protocol, "minWriterVersion"),
        features(protocol, "readerFeatures"),
        features(protocol, "writerFeatures"));
  }

  private static Option<scala.collection.immutable.Set<String>> features(
      JsonNode protocol, String field) {
    if (!protocol.hasNonNull(field)) {
      return Option.empty();
    }
    Set<String> features = new HashSet<>(ActionFields.list(protocol, field));
    return Option.apply(JavaConverters.asScalaSet(features).toSet());
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
