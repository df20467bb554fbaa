package dev.deltaenrich.splice;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import java.util.Optional;

/** The schema that Spark keeps in a footer, as JSON, and prefers to Parquet's own. */
final class SparkSchema {
  /** Its key among the footer's key-values. */
  static final String KEY = "org.apache.spark.sql.parquet.row.metadata";

  private static final ObjectMapper JSON = new ObjectMapper();

  private SparkSchema() {}

  /** The schema with columns added; empty when {@code json} is none. */
  static Optional<String> with(String json, List<AddedColumn> added) {
    try {
      JsonNode schema = JSON.readTree(json);
      if (!(schema.path("fields") instanceof ArrayNode fields)) {
        return Optional.empty();
      }
      for (AddedColumn column : added) {
        fields
            .addObject()
            .put("name", column.name())
            .put("type", ColumnType.spark(column))
            .put("nullable", true)
            .putObject("metadata");
      }
      return Optional.of(JSON.writeValueAsString(schema));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
