package dev.deltaenrich.engine.log;

import com.fasterxml.jackson.databind.JsonNode;
import dev.deltaenrich.engine.ScalaInterop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
   * @throws IllegalArgumentException Delta's, when versions and lists of features do not fit
   */
  static Protocol protocol(JsonNode protocol) {
    return new Protocol(
        protocol.path("minReaderVersion").asInt(),
        protocol.path("minWriterVersion").asInt(),
        features(protocol.get("readerFeatures")),
        features(protocol.get("writerFeatures")));
  }

  private static Option<scala.collection.immutable.Set<String>> features(JsonNode names) {
    if (names == null || !names.isArray()) {
      return Option.empty();
    }
    Set<String> features = new HashSet<>(texts(names));
    return Option.apply(JavaConverters.asScalaSet(features).toSet());
  }

  /** A table's metadata. */
  static Metadata metadata(JsonNode metadata) {
    JsonNode format = metadata.path("format");
    JsonNode created = metadata.path("createdTime");
    return new Metadata(
        metadata.path("id").textValue(),
        metadata.path("name").textValue(),
        metadata.path("description").textValue(),
        new Format(
            format.path("provider").asText("parquet"),
            ScalaInterop.map(map(format.path("options")))),
        metadata.path("schemaString").textValue(),
        ScalaInterop.seq(texts(metadata.path("partitionColumns"))),
        ScalaInterop.map(map(metadata.path("configuration"))),
        created.isNumber() ? Option.apply((Object) created.asLong()) : Option.empty());
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.textValue()));
    return texts;
  }

  private static Map<String, String> map(JsonNode object) {
    Map<String, String> texts = new HashMap<>();
    object.fields().forEachRemaining(field -> texts.put(field.getKey(), field.getValue().asText()));
    return texts;
  }
}
