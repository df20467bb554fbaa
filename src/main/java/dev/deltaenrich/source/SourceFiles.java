package dev.deltaenrich.source;

import dev.deltaenrich.engine.log.AddFile;
import dev.deltaenrich.engine.log.ColumnMapping;
import dev.deltaenrich.engine.log.DeletionVector;
import dev.deltaenrich.engine.log.FileStatistics;
import dev.deltaenrich.engine.log.KeptStatistics;
import dev.deltaenrich.engine.table.DeltaTable;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.plan.SourceFile;
import dev.deltaenrich.plan.SourceFile.OptionalRows;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.StructField;

/** A raw table's active files as sources. */
final class SourceFiles {
  /** What a log that was cleaned, or a version that this program does not read, ends with. */
  private static final Set<ErrorCode> UNTOLD =
      EnumSet.of(
          ErrorCode.HISTORY_GONE,
          ErrorCode.LOG_BROKEN,
          ErrorCode.FEATURE_UNSUPPORTED,
          ErrorCode.COLUMN_UNSUPPORTED);

  private SourceFiles() {}

  /** One for each active file, in the order of {@link DeltaTable#files}. */
  static List<SourceFile> of(DeltaTable table) {
    Map<String, String> names = partitionNames(table);
    return table.files().stream().map(file -> source(table, file, names)).toList();
  }

  /** Their ids by {@linkplain SourceFile#place place}. */
  static Map<String, String> idsByPlace(DeltaTable table) {
    return of(table).stream().collect(Collectors.toMap(SourceFile::place, SourceFile::id));
  }

  /**
   * The same of an older version.
   *
   * @return empty when the log does not tell any more
   * @throws EnrichException what the store says
   */
  static Optional<Map<String, String>> idsByPlaceAt(DeltaTable table, long version) {
    try {
      return Optional.of(
          idsByPlace(
              DeltaTable.openAt(
                  table.spark(), table.path().toString(), version, KeptStatistics.NONE)));
    } catch (EnrichException e) {
      if (UNTOLD.contains(e.code())) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * With column mapping, the log has partition values under names that the schema does not show.
   */
  private static Map<String, String> partitionNames(DeltaTable table) {
    Map<String, String> names = new HashMap<>();
    for (StructField column : table.metadata().partitionSchema().fields()) {
      names.put(ColumnMapping.physicalName(column), column.name());
    }
    return names;
  }

  private static SourceFile source(
      DeltaTable table, AddFile file, Map<String, String> partitionNames) {
    Map<String, String> partitionValues = new HashMap<>();
    file.partitionValues()
        .forEach(
            (name, value) -> partitionValues.put(partitionNames.getOrDefault(name, name), value));
    OptionalLong counted = FileStatistics.rows(file.statistics());
    OptionalRows rows =
        counted.isPresent() ? new OptionalRows(counted.getAsLong()) : OptionalRows.UNKNOWN;
    return new SourceFile(
        file.path(),
        table.uri(file.path()),
        file.size(),
        SourceFile.stamp(file.size(), file.modificationTime(), table.metadata().id()),
        rows,
        file.deletionVector().map(DeletionVector::uniqueId).orElse(null),
        file.deletedRows(),
        partitionValues);
  }
}
