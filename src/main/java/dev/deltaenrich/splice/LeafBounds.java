package dev.deltaenrich.splice;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.parquet.column.ColumnDescriptor;

/**
 * What a footer says of the values of a column that has one value, or null, a row: all row groups
 * taken together.
 *
 * @param path its name, and before it the names of the structs that it is in
 * @param min the smallest value: a {@link Long}, {@link Float}, {@link Double}, {@link
 *     java.math.BigDecimal}, {@link String}, {@link java.time.LocalDate}, {@link java.time.Instant}
 *     or {@link java.time.LocalDateTime}; null when it is not known or all are null
 * @param max the largest value, likewise
 * @param nullCount rows where the value is null, also because a struct around it is; empty when
 *     that is not known
 */
public record LeafBounds(List<String> path, Object min, Object max, OptionalLong nullCount) {
  /**
   * Those of a file, in the order of its columns. Of columns inside lists and maps there are none.
   *
   * @param footer by whose {@code created_by} it is told how the writer meant them
   * @return none when this version of Parquet does not understand the footer, or the footer
   *     contradicts itself
   */
  public static List<LeafBounds> of(ParquetFooter footer) {
    List<ColumnDescriptor> columns;
    try {
      columns = FooterSchema.of(footer.file()).getColumns();
    } catch (IOException | RuntimeException e) {
      return List.of();
    }
    if (!isWhole(footer, columns.size())) {
      return List.of();
    }
    List<LeafBounds> all = new ArrayList<>();
    for (int leaf = 0; leaf < columns.size(); leaf++) {
      ColumnDescriptor column = columns.get(leaf);
      if (column.getMaxRepetitionLevel() == 0) {
        all.add(new FooterBounds(footer, column, leaf, columns.size()).all());
      }
    }
    return all;
  }

  private static boolean isWhole(ParquetFooter footer, int leaves) {
    return footer.groups().stream()
        .allMatch(group -> group.list(Fields.Group.CHUNKS, ThriftStruct.class).size() == leaves);
  }
}
