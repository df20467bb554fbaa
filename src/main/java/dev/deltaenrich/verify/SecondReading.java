package dev.deltaenrich.verify;

import dev.deltaenrich.engine.crosscheck.ReadTwice;
import dev.deltaenrich.engine.crosscheck.ReaderDifference;
import dev.deltaenrich.engine.crosscheck.SecondReader;
import dev.deltaenrich.engine.log.AddFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What came of reading files a second time, by parquet-java's record reader.
 *
 * @param files how many files there are
 * @param filesRead how many of them were read twice
 * @param differences between the readers
 * @param unread columns that were not compared, in sentences
 */
record SecondReading(
    long files, long filesRead, List<ReaderDifference> differences, List<String> unread) {

  /**
   * Reads files of a table: all of them when they have no more than {@code most} bytes, or else as
   * many as that allows, but one at least. Which ones depends on their names alone.
   */
  static SecondReading of(ScannedTable table, long most) {
    String side = table.side().word();
    List<String> alone =
        table.adds().stream()
            .filter(file -> table.misread(file) != null)
            .map(
                file ->
                    "%s file %s, which parquet-java alone reads: %s"
                        .formatted(side, table.uri(file), table.misread(file)))
            .toList();
    List<AddFile> chosen =
        choose(table.adds().stream().filter(file -> table.misread(file) == null).toList(), most);
    if (chosen.isEmpty()) {
      return new SecondReading(table.adds().size(), 0, List.of(), alone);
    }
    // The readers are compared on whole files: deleted rows are among both readers' rows.
    List<AddFile> whole = chosen.stream().map(AddFile::withoutDeletions).toList();
    Dataset<Row> scan = table.scan(whole, RowReading.fileByFile(table.session()));
    List<String> names = table.unreadable().second().names();
    Dataset<Row> columns = scan.select(ColumnNames.columns(names));
    List<ReaderDifference> differences = new ArrayList<>();
    Map<String, Integer> unread = new TreeMap<>();
    SecondReader second = table.unreadable().second();
    for (ReadTwice file : second.compare(columns, side, table.unreadable()::failure)) {
      differences.addAll(file.differences());
      file.unread().forEach((column, why) -> unread.merge(column + ": " + why, 1, Integer::sum));
    }
    List<String> sentences = new ArrayList<>(alone);
    unread.forEach(
        (column, number) ->
            sentences.add("%s column %s (%d files)".formatted(side, column, number)));
    return new SecondReading(table.adds().size(), chosen.size(), differences, sentences);
  }

  private static List<AddFile> choose(List<AddFile> files, long most) {
    if (most == 0 || files.isEmpty()) {
      return List.of();
    }
    List<AddFile> chosen = new ArrayList<>();
    long bytes = 0;
    for (AddFile file :
        files.stream()
            .sorted(Comparator.comparingInt((AddFile file) -> file.path().hashCode()))
            .toList()) {
      if (bytes + file.size() <= most) {
        bytes += file.size();
        chosen.add(file);
      }
    }
    return chosen.isEmpty()
        ? List.of(files.stream().min(Comparator.comparingLong(AddFile::size)).get())
        : chosen;
  }

  /** Both tables' together. */
  SecondReading plus(SecondReading other) {
    List<ReaderDifference> allDifferences = new ArrayList<>(differences);
    allDifferences.addAll(other.differences);
    List<String> allUnread = new ArrayList<>(unread);
    allUnread.addAll(other.unread);
    return new SecondReading(
        files + other.files, filesRead + other.filesRead, allDifferences, allUnread);
  }
}
