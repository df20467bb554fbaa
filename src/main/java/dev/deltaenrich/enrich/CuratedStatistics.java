package dev.deltaenrich.enrich;

import dev.deltaenrich.plan.SourceFile;
import dev.deltaenrich.splice.ColumnFigures;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.types.StructType;

/**
 * What the log is told of curated files' columns. The raw table's log knows more than a footer (of
 * timestamps as INT96, footers say nothing), but not which rows a deletion vector leaves, or the
 * quarantine.
 *
 * @param ofRaw by {@link SourceFile#path} what the raw table's log has; files without are missing
 * @param columns those that the curated table keeps statistics of
 */
record CuratedStatistics(Map<String, String> ofRaw, StructType columns) {
  /** The statistics as they stand in an add action. */
  String of(SpliceOutcome.Spliced file) {
    return AddedStatistics.of(ofSources(file), file.rows(), figures(file));
  }

  private String ofSources(SpliceOutcome.Spliced file) {
    List<SourceFile> sources = file.planned().sources();
    List<String> known = sources.stream().map(source -> ofRaw.get(source.path())).toList();
    boolean told =
        file.quarantined() == null
            && sources.stream().noneMatch(source -> source.deletionVector() != null);
    if (file.footerStatistics() == null || told && known.size() == 1 && known.get(0) != null) {
      return known.get(0);
    }
    return told && known.stream().allMatch(Objects::nonNull)
        ? MergedStatistics.of(known, columns)
        : file.footerStatistics();
  }

  private List<ColumnFigures> figures(SpliceOutcome.Spliced file) {
    return file.figures().stream()
        .filter(figures -> Arrays.asList(columns.fieldNames()).contains(figures.name()))
        .toList();
  }
}
