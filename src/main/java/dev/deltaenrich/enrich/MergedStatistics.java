package dev.deltaenrich.enrich;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The statistics of a file that holds the rows of several: what is not known of one of them is not
 * known of all.
 */
final class MergedStatistics {
  private final List<ObjectNode> sources;

  private MergedStatistics(List<ObjectNode> sources) {
    this.sources = sources;
  }

  /**
   * Merges statistics.
   *
   * @param sources of each file, by the names of {@code columns}; null where the log has none. Ones
   *     whose bounds are not tight count as none
   * @param columns the table's columns as it shows them; what else there are statistics of is left
   *     out
   * @return without a number of rows where one of them has none
   */
  static String of(List<String> sources, StructType columns) {
    List<ObjectNode> parsed = sources.stream().map(MergedStatistics::tight).toList();
    return new MergedStatistics(parsed).merged(columns).toString();
  }

  private static ObjectNode tight(String statistics) {
    ObjectNode parsed = StatisticsJson.parsed(statistics);
    if (parsed.path(StatisticsJson.TIGHT).asBoolean(true)) {
      return parsed;
    }
    ObjectNode rows = StatisticsJson.JSON.createObjectNode();
    return rows.set(StatisticsJson.ROWS, parsed.path(StatisticsJson.ROWS));
  }

  private ObjectNode merged(StructType columns) {
    ObjectNode merged = StatisticsJson.JSON.createObjectNode();
    sum(sources.stream().map(source -> source.path(StatisticsJson.ROWS)).toList())
        .ifPresent(rows -> merged.put(StatisticsJson.ROWS, rows));
    for (String map : StatisticsJson.COLUMN_MAPS) {
      ObjectNode values = StatisticsJson.JSON.createObjectNode();
      add(values, columns, map, sources.stream().map(source -> source.path(map)).toList(), nulls());
      if (!values.isEmpty()) {
        merged.set(map, values);
      }
    }
    return merged;
  }

  private List<JsonNode> nulls() {
    return sources.stream().map(source -> source.path(StatisticsJson.NULLS)).toList();
  }

  /**
   * Adds what is known of the fields of a struct.
   *
   * @param found of each source the statistics of the struct
   * @param nulls of each source the struct's numbers of nulls
   */
  private void add(
      ObjectNode to, StructType fields, String map, List<JsonNode> found, List<JsonNode> nulls) {
    for (StructField field : fields.fields()) {
      List<JsonNode> ofField = inside(found, field.name());
      List<JsonNode> nullsOfField = inside(nulls, field.name());
      if (field.dataType() instanceof StructType struct) {
        ObjectNode inner = StatisticsJson.JSON.createObjectNode();
        add(inner, struct, map, ofField, nullsOfField);
        if (!inner.isEmpty()) {
          to.set(field.name(), inner);
        }
      } else {
        merged(map, field.dataType(), ofField, nullsOfField)
            .ifPresent(value -> to.set(field.name(), value));
      }
    }
  }

  private static List<JsonNode> inside(List<JsonNode> of, String field) {
    return of.stream().map(node -> node.path(field)).toList();
  }

  private Optional<JsonNode> merged(
      String map, DataType type, List<JsonNode> found, List<JsonNode> nulls) {
    return map.equals(StatisticsJson.NULLS)
        ? sum(nulls).map(JsonNodeFactory.instance::numberNode)
        : outermost(map.equals(StatisticsJson.MIN) ? -1 : 1, type, found, nulls);
  }

  private static Optional<Long> sum(List<JsonNode> counts) {
    boolean known =
        counts.stream()
            .allMatch(count -> count.canConvertToExactIntegral() && count.canConvertToLong());
    return known
        ? Optional.of(counts.stream().mapToLong(JsonNode::longValue).sum())
        : Optional.empty();
  }

  /**
   * The bound that is further out than all others.
   *
   * @param outwards -1 for the smallest, 1 for the largest
   */
  private Optional<JsonNode> outermost(
      int outwards, DataType type, List<JsonNode> found, List<JsonNode> nulls) {
    JsonNode outermost = MissingNode.getInstance();
    Comparable<?> furthest = null;
    for (int i = 0; i < found.size(); i++) {
      if (isAllNull(sources.get(i), nulls.get(i))) {
        continue;
      }
      Optional<Comparable<?>> bound = StatisticsOrder.comparable(found.get(i), type);
      if (bound.isEmpty()) {
        return Optional.empty();
      }
      if (furthest == null || StatisticsOrder.compare(bound.get(), furthest) * outwards > 0) {
        furthest = bound.get();
        outermost = found.get(i);
      }
    }
    return Optional.of(outermost).filter(node -> !node.isMissingNode());
  }

  private static boolean isAllNull(ObjectNode source, JsonNode nulls) {
    JsonNode rows = source.path(StatisticsJson.ROWS);
    return rows.canConvertToExactIntegral()
        && nulls.canConvertToExactIntegral()
        && nulls.decimalValue().compareTo(rows.decimalValue()) == 0;
  }
}
