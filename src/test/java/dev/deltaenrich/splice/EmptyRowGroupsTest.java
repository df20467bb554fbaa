package dev.deltaenrich.splice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.config.KeyMatch;
import dev.deltaenrich.splice.RawFile.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Row groups without rows, as Arrow's dataset writer leaves them: parquet-java refuses to read them
 * ("Illegal row group of 0 rows"), so a spliced file has none.
 */
class EmptyRowGroupsTest {
  private static final List<String> KEYS =
      IntStream.range(0, 900).mapToObj(i -> "MER-" + i % 9).toList();

  @TempDir java.nio.file.Path folder;
  private Path file;
  private List<String> rows;

  @BeforeEach
  void write() throws IOException {
    file =
        RawFile.write(new Path(folder.toUri().getPath(), "raw.parquet"), Shape.PLAIN_SPARK, KEYS);
    rows = RawFile.read(file).stream().map(Object::toString).toList();
  }

  /** Inserts an empty row group at each position of the list that comes of it. */
  private void insertAt(int... positions) throws IOException {
    FooterEdit.edit(
        file,
        footer -> {
          List<ThriftStruct> groups = new ArrayList<>(groups(footer));
          for (int position : positions) {
            groups.add(Math.min(position, groups.size()), empty(groups.get(0)));
          }
          return footer.withStructs(Fields.File.ROW_GROUPS, numbered(groups));
        });
  }

  private static List<ThriftStruct> numbered(List<ThriftStruct> groups) {
    return IntStream.range(0, groups.size())
        .mapToObj(i -> groups.get(i).withNumber(Fields.Group.ORDINAL, i))
        .toList();
  }

  private static ThriftStruct empty(ThriftStruct group) {
    List<ThriftStruct> chunks =
        group.list(Fields.Group.CHUNKS, ThriftStruct.class).stream()
            .map(
                chunk ->
                    chunk.withStruct(
                        Fields.Chunk.META_DATA,
                        chunk
                            .struct(Fields.Chunk.META_DATA)
                            .withNumber(Fields.Data.VALUES, 0)
                            .withNumber(Fields.Data.COMPRESSED_BYTES, 0)
                            .withNumber(Fields.Data.UNCOMPRESSED_BYTES, 0)))
            .toList();
    return group.withNumber(Fields.Group.ROWS, 0).withStructs(Fields.Group.CHUNKS, chunks);
  }

  private static List<ThriftStruct> groups(ThriftStruct footer) {
    return footer.list(Fields.File.ROW_GROUPS, ThriftStruct.class);
  }

  private void assertSplicedWithoutThem() throws Exception {
    Path target = Spliced.of(file, Spliced.categories(Map.of("MER-1", "food"))).target();

    List<String> spliced = RawFile.read(target).stream().map(Object::toString).toList();
    assertThat(spliced).hasSize(900);
    for (int i = 0; i < spliced.size(); i++) {
      assertThat(spliced.get(i))
          .isEqualTo(rows.get(i) + (KEYS.get(i).equals("MER-1") ? "category: food\n" : ""));
    }
    List<ThriftStruct> groups = groups(FooterEdit.footer(target));
    assertThat(groups).allMatch(group -> group.number(Fields.Group.ROWS) > 0);
    assertThat(groups)
        .extracting(group -> (int) group.number(Fields.Group.ORDINAL))
        .isEqualTo(IntStream.range(0, groups.size()).boxed().toList());
    assertPageIndexesAreWhereTheFooterHasThem(target);
  }

  private static void assertPageIndexesAreWhereTheFooterHasThem(Path target) throws IOException {
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(target, RawFile.CONF))) {
      for (BlockMetaData group : reader.getRowGroups()) {
        for (var chunk : group.getColumns()) {
          assertThat(reader.readOffsetIndex(chunk).getOffset(0))
              .isEqualTo(chunk.getFirstDataPageOffset());
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1000})
  void anEmptyRowGroupIsLeftOut(int position) throws Exception {
    insertAt(position);
    assertSplicedWithoutThem();
  }

  @Test
  void emptyRowGroupsAtAllPlacesAreLeftOut() throws Exception {
    insertAt(1000, 1, 1, 0);
    assertSplicedWithoutThem();
  }

  @Test
  void anEmptyRowGroupMayHaveNoChunks() throws Exception {
    insertAt(1);
    FooterEdit.edit(
        file,
        FooterEdit.inList(
            Fields.File.ROW_GROUPS, 1, group -> group.withStructs(Fields.Group.CHUNKS, List.of())));
    assertSplicedWithoutThem();
  }

  @Test
  void keysAreLookedForInTheOthers() throws Exception {
    insertAt(1000, 1, 0);
    SoughtKeys sought = SoughtKeys.of(KeyMatch.EXACT, "MER-1", "MER-8", "MER-9");
    assertThat(sought.count(file, "merchant_id")).isEqualTo(2);
  }

  @Test
  void aFileOfEmptyRowGroupsHasNoRows() throws Exception {
    FooterEdit.edit(
        file,
        footer ->
            footer
                .withStructs(
                    Fields.File.ROW_GROUPS,
                    numbered(groups(footer).stream().map(EmptyRowGroupsTest::empty).toList()))
                .withNumber(Fields.File.ROWS, 0));

    try (Splice splice =
        new Splicer(
                RawFile.CONF,
                List.of(PreparedLookup.of(Spliced.categories(Map.of()))),
                SourceColumns.ALL)
            .open(file, Spliced.bytes(file), List.of(SourceKey.inColumn("merchant_id")))) {
      assertThat(splice.rows()).isZero();
    }
  }
}
