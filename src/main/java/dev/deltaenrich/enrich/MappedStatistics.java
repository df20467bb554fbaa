package dev.deltaenrich.enrich;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.deltaenrich.plan.SourceFile;
import dev.deltaenrich.source.RawTable;
import dev.deltaenrich.splice.MappedColumn;
import dev.deltaenrich.splice.MappedType;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Statistics of a table that maps its columns, in whose log they stand by the names that files have
 * (Delta PROTOCOL, "Column Mapping"), also where columns are found by ids.
 */
final class MappedStatistics {
  private MappedStatistics() {}

  /**
   * Those that raw's log has of some files. The log is read again for it.
   *
   * @return by {@link SourceFile#path}; files without statistics are missing
   * @throws dev.deltaenrich.failure.EnrichException LOG_BROKEN, or what the store says
   */
  static Map<String, String> ofRaw(RawTable raw, Collection<SourceFile> files) {
    List<MappedColumn> mapped = raw.mappedColumns();
    return raw.statistics(files, text -> mapped == null ? text : of(text, mapped));
  }

  /**
   * The statistics by the names that the table shows; of columns that it does not show there are
   * none.
   *
   * @param statistics as in the log; may be null
   */
  static String of(String statistics, List<MappedColumn> columns) {
    ObjectNode parsed = StatisticsJson.parsed(statistics);
    for (String map : StatisticsJson.COLUMN_MAPS) {
      if (parsed.has(map)) {
        parsed.set(map, renamed(parsed.path(map), columns));
      }
    }
    return parsed.toString();
  }

  private static ObjectNode renamed(JsonNode values, List<MappedColumn> columns) {
    ObjectNode renamed = StatisticsJson.JSON.createObjectNode();
    for (MappedColumn column : columns) {
      JsonNode value = values.path(column.physicalName());
      boolean struct = column.type() instanceof MappedType.Struct;
      if (!value.isMissingNode() && value.isObject() == struct) {
        renamed.set(
            column.name(),
            column.type() instanceof MappedType.Struct fields
                ? renamed(value, fields.fields())
                : value);
      }
    }
    return renamed;
  }
}
