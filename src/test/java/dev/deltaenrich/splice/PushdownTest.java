package dev.deltaenrich.splice;

import static org.apache.parquet.filter2.predicate.FilterApi.and;
import static org.apache.parquet.filter2.predicate.FilterApi.binaryColumn;
import static org.apache.parquet.filter2.predicate.FilterApi.eq;
import static org.apache.parquet.filter2.predicate.FilterApi.longColumn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.splice.RawFile.Shape;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.filter2.predicate.FilterPredicate;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.internal.column.columnindex.ColumnIndex;
import org.apache.parquet.internal.column.columnindex.OffsetIndex;
import org.apache.parquet.io.api.Binary;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers skip row groups and pages by the new column, and by old ones as before. */
class PushdownTest {
  private static final int ROWS = 100_000;
  private static final int ROWS_A_MERCHANT = 1_000;
  private static final int ROWS_A_PAGE = 20_000;

  @TempDir java.nio.file.Path folder;
  private Path source;
  private Path spliced;

  @BeforeEach
  void splice() throws Exception {
    source = write(1 << 18);
    spliced = Spliced.of(source, Spliced.categories(lookup())).target();
  }

  private Path write(int groupBytes) throws IOException {
    List<String> keys =
        IntStream.range(0, ROWS).mapToObj(i -> "MER-" + i / ROWS_A_MERCHANT).toList();
    return RawFile.write(
        new Path(folder.toUri().getPath(), "raw.parquet"),
        Shape.PLAIN_SPARK.groupBytes(groupBytes),
        keys,
        builder ->
            builder.withBloomFilterEnabled("merchant_id", true).withPageRowCountLimit(2_000));
  }

  /** Ascending, as the merchants are; merchant 50 has none. */
  private static Map<String, String> lookup() {
    Map<String, String> categories = new HashMap<>();
    for (int i = 0; i < ROWS / ROWS_A_MERCHANT; i++) {
      categories.put("MER-" + i, "category %03d".formatted(i));
    }
    categories.remove("MER-50");
    return categories;
  }

  private static ParquetFileReader open(Path file, FilterPredicate filter) throws IOException {
    ParquetReadOptions.Builder options =
        ParquetReadOptions.builder()
            .useStatsFilter()
            .useDictionaryFilter()
            .useBloomFilter()
            .useColumnIndexFilter();
    return ParquetFileReader.open(
        HadoopInputFile.fromPath(file, RawFile.CONF),
        (filter == null ? options : options.withRecordFilter(FilterCompat.get(filter))).build());
  }

  private static FilterPredicate isCategory(String category) {
    return eq(binaryColumn("category"), Binary.fromString(category));
  }

  @Test
  void rowGroupsWithoutTheValueAreSkipped() throws Exception {
    try (ParquetFileReader all = open(spliced, null);
        ParquetFileReader some = open(spliced, isCategory("category 003"));
        ParquetFileReader none = open(spliced, isCategory("category 050"))) {
      assertThat(all.getRowGroups()).hasSizeGreaterThan(3);
      assertThat(some.getRowGroups()).hasSize(1);
      assertThat(none.getRowGroups()).isEmpty();
    }
  }

  @Test
  void rowGroupsWithNullsOnlyOrNoneAreTold() throws Exception {
    try (ParquetFileReader nulls = open(spliced, eq(binaryColumn("category"), null))) {
      assertThat(nulls.getRowGroups()).hasSize(1);
      assertThat(nulls.getFilteredRecordCount()).isLessThanOrEqualTo(ROWS_A_PAGE);
    }
  }

  @Test
  void pagesWithoutTheValueAreSkipped() throws Exception {
    source = write(1 << 26);
    spliced = Spliced.of(source, Spliced.categories(lookup())).target();

    try (ParquetFileReader all = open(spliced, null);
        ParquetFileReader some = open(spliced, isCategory("category 030"))) {
      assertThat(all.getRowGroups()).hasSize(1);
      assertThat(some.getFilteredRecordCount()).isEqualTo(ROWS_A_PAGE);
      assertThat(some.readNextFilteredRowGroup().getRowCount()).isEqualTo(ROWS_A_PAGE);
    }
  }

  @Test
  void oldColumnsNarrowTheNewOnesPages() throws Exception {
    FilterPredicate filter = and(isCategory("category 003"), eq(longColumn("id"), 3_500L));
    try (ParquetFileReader reader = open(spliced, filter)) {
      assertThat(reader.getFilteredRecordCount()).isBetween(1L, 2_000L);
    }
  }

  @Test
  void statisticsAreExact() throws Exception {
    long nulls = 0;
    try (ParquetFileReader reader = open(spliced, null)) {
      long row = 0;
      for (BlockMetaData group : reader.getRowGroups()) {
        ColumnChunkMetaData chunk = category(group);
        long last = row + group.getRowCount() - 1;
        assertThat(chunk.getStatistics().genericGetMin())
            .isEqualTo(Binary.fromString("category %03d".formatted(row / ROWS_A_MERCHANT)));
        assertThat(chunk.getStatistics().genericGetMax())
            .isEqualTo(Binary.fromString("category %03d".formatted(last / ROWS_A_MERCHANT)));
        nulls += chunk.getStatistics().getNumNulls();
        assertThat(chunk.getValueCount()).isEqualTo(group.getRowCount());
        OffsetIndex offsets = reader.readOffsetIndex(chunk);
        ColumnIndex index = reader.readColumnIndex(chunk);
        assertThat(offsets.getPageCount()).isEqualTo(index.getMinValues().size());
        assertThat(offsets.getOffset(0)).isEqualTo(chunk.getFirstDataPageOffset());
        row = last + 1;
      }
    }
    assertThat(nulls).isEqualTo(ROWS_A_MERCHANT);
  }

  private static ColumnChunkMetaData category(BlockMetaData group) {
    List<ColumnChunkMetaData> chunks = group.getColumns();
    return chunks.get(chunks.size() - 1);
  }

  @Test
  void pageIndexesAndBloomFiltersOfOldColumnsAreWhatTheyWere() throws Exception {
    try (ParquetFileReader before = open(source, null);
        ParquetFileReader after = open(spliced, null)) {
      for (int group = 0; group < before.getRowGroups().size(); group++) {
        List<ColumnChunkMetaData> old = before.getRowGroups().get(group).getColumns();
        List<ColumnChunkMetaData> now = after.getRowGroups().get(group).getColumns();
        for (int column = 0; column < old.size(); column++) {
          assertThat(now.get(column)).hasToString(old.get(column).toString());
          assertThat(String.valueOf(after.readColumnIndex(now.get(column))))
              .isEqualTo(String.valueOf(before.readColumnIndex(old.get(column))));
          assertThat(String.valueOf(after.readOffsetIndex(now.get(column))))
              .isEqualTo(String.valueOf(before.readOffsetIndex(old.get(column))));
        }
        assertThat(
                after
                    .readBloomFilter(now.get(1))
                    .findHash(after.readBloomFilter(now.get(1)).hash(Binary.fromString("MER-0"))))
            .isEqualTo(group == 0);
      }
    }
  }

  @Test
  void oldColumnsSkipAsBefore() throws Exception {
    for (FilterPredicate filter :
        List.of(
            eq(longColumn("id"), 55_555L),
            eq(binaryColumn("merchant_id"), Binary.fromString("MER-77")),
            eq(binaryColumn("merchant_id"), Binary.fromString("MER-7x")))) {
      try (ParquetFileReader before = open(source, filter);
          ParquetFileReader after = open(spliced, filter)) {
        assertThat(after.getFilteredRecordCount()).isEqualTo(before.getFilteredRecordCount());
        assertThat(after.getRowGroups()).hasSameSizeAs(before.getRowGroups());
        assertThat(after.getFilteredRecordCount()).isLessThanOrEqualTo(4_000);
      }
    }
  }

  @Test
  void onlyFooterAndKeysAreRead() throws Exception {
    long keys = 0;
    try (ParquetFileReader reader = open(source, null)) {
      for (BlockMetaData group : reader.getRowGroups()) {
        keys += group.getColumns().get(1).getTotalSize();
      }
      long read = Spliced.of(source, Spliced.categories(lookup())).tail().bytesRead();
      assertThat(read - (1 << 16))
          .isBetween(keys, keys + 100L * reader.getRowGroups().size())
          .isLessThan(Spliced.bytes(source) / 20);
    }
  }
}
