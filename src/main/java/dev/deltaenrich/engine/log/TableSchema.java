package dev.deltaenrich.engine.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * A table's schema in its log: JSON, in which newer writers use newer names of types (Delta
 * PROTOCOL, "Schema Serialization Format").
 *
 * @param log the log, for messages
 * @param metadata the table's
 */
record TableSchema(LogFolder log, Metadata metadata) {
  /** Types of newer lines of Spark. All lines refuse them alike, those that know them too. */
  private static final Pattern NEWER =
      Pattern.compile("variant|time(\\(\\d\\))?|geometry.*|geography.*");

  /**
   * All columns, of types that this program can copy, partition columns among them.
   *
   * @throws EnrichException COLUMN_UNSUPPORTED, naming the column, or LOG_BROKEN
   */
  StructType known() {
    StructType columns = parsed();
    List<String> names = Arrays.asList(columns.fieldNames());
    for (String column : metadata.partitionColumns()) {
      if (!names.contains(column)) {
        throw log.broken(
            "it partitions the table by '%s', and the schema has only %s"
                .formatted(column, String.join(", ", names)),
            null);
      }
    }
    return columns;
  }

  private StructType parsed() {
    Optional<EnrichException> unknown = unknownType("", json());
    if (unknown.isPresent()) {
      throw unknown.get();
    }
    try {
      return metadata.schema();
    } catch (Exception e) {
      // Scala declares none.
      throw log.broken("its schema is no schema (%s)".formatted(e), e);
    }
  }

  private JsonNode json() {
    try {
      return new ObjectMapper().readTree(metadata.schemaString());
    } catch (JsonProcessingException e) {
      throw log.broken("its schema is no JSON (%s)".formatted(e.getOriginalMessage()), e);
    }
  }

  /** The first type that is not known, in the order of the schema. */
  private Optional<EnrichException> unknownType(String column, JsonNode type) {
    if (type.isTextual() || type.path("type").asText().equals("udt")) {
      return isKnown(type) ? Optional.empty() : Optional.of(unknown(column, type));
    }
    for (JsonNode field : type.path("fields")) {
      String name = field.path("name").asText();
      Optional<EnrichException> found =
          unknownType(column.isEmpty() ? name : column + "." + name, field.path("type"));
      if (found.isPresent()) {
        return found;
      }
    }
    return Stream.of("elementType", "keyType", "valueType")
        .filter(type::has)
        .flatMap(part -> unknownType(column, type.get(part)).stream())
        .findFirst();
  }

  private static boolean isKnown(JsonNode type) {
    if (NEWER.matcher(type.asText()).matches()) {
      return false;
    }
    try {
      DataType.fromJson(type.toString());
      return true;
    } catch (Exception | LinkageError e) {
      // Scala throws a missing class of a user-defined type undeclared.
      return false;
    }
  }

  private EnrichException unknown(String column, JsonNode type) {
    return new EnrichException(
        ErrorCode.COLUMN_UNSUPPORTED,
        "Cannot read %s: its column '%s' is of the type %s, which cannot be copied; leave the column out where the table is made, or give it another type"
            .formatted(
                log.table(),
                column,
                type.isTextual() ? type.textValue() : type.path("class").asText("udt")));
  }
}
