package dev.deltaenrich.splice;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.internal.column.columnindex.ColumnIndex;
import org.apache.parquet.schema.MessageType;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random files made into one row group, read by Parquet's own reader of records, and held against
 * what Parquet's own writer makes of the same rows.
 */
class RandomRecodesTest {
  private static final int SEEDS = 150;

  @TempDir java.nio.file.Path folder;

  static IntStream seeds() {
    return IntStream.range(0, SEEDS);
  }

  private Path file(String name) {
    return new Path(folder.toUri().getPath(), name + ".parquet");
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void recodedRowsAreThoseOfTheSources(int seed) throws Exception {
    Random random = new Random(seed);
    MessageType wanted = RandomRows.schema(random);
    CompressionCodecName codec =
        random.nextBoolean() ? CompressionCodecName.SNAPPY : CompressionCodecName.ZSTD;
    try (RecodeSources sources = new RecodeSources();
        Recoder recoder = new Recoder(RawFile.CONF, wanted, codec)) {
      for (int i = 0; i <= random.nextInt(4); i++) {
        addSource(sources, i, wanted, random);
      }

      byte[] recoded = RecodeSources.recoded(recoder, sources.groups());

      Path file = file("recoded");
      FooterEdit.overwrite(file, recoded);
      assertRows(RawFile.read(file), sources.expected());
      assertIsLikeParquetsOwn(file, wanted, sources.expected(), codec);
    }
  }

  private void addSource(RecodeSources sources, int number, MessageType wanted, Random random)
      throws Exception {
    MessageType schema = random.nextInt(3) == 0 ? wanted : RandomRows.narrower(wanted, random);
    int variety = random.nextBoolean() ? 1 + random.nextInt(20) : 20_000;
    List<Group> rows = new ArrayList<>();
    int count = random.nextInt(random.nextInt(4) == 0 ? 40 : 9_000);
    for (int row = 0; row < count; row++) {
      rows.add(RandomRows.row(schema, random, variety));
    }
    Path file = file("source-" + number);
    RecodeSources.write(file, schema, rows, random);
    sources.add(file, rows, wanted, random);
  }

  private static void assertRows(List<Group> found, List<Group> expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int row = 0; row < found.size(); row++) {
      assertThat(found.get(row)).as("row %d", row).hasToString(expected.get(row).toString());
    }
  }

  private void assertIsLikeParquetsOwn(
      Path file, MessageType wanted, List<Group> rows, CompressionCodecName codec)
      throws IOException {
    Path own = file("own");
    RecodeSources.write(own, wanted, rows, builder -> builder.withCompressionCodec(codec));
    try (ParquetFileReader mine = reader(file);
        ParquetFileReader theirs = reader(own)) {
      List<BlockMetaData> blocks = mine.getRowGroups();
      assertThat(blocks).hasSameSizeAs(theirs.getRowGroups());
      for (int i = 0; i < blocks.size(); i++) {
        BlockMetaData other = theirs.getRowGroups().get(i);
        assertThat(blocks.get(i).getRowCount()).isEqualTo(other.getRowCount());
        for (int leaf = 0; leaf < wanted.getColumns().size(); leaf++) {
          assertAlike(
              mine, blocks.get(i).getColumns().get(leaf), theirs, other.getColumns().get(leaf));
        }
      }
      PageReadStore group = mine.readNextRowGroup();
      assertThat(group == null ? 0 : group.getRowCount()).isEqualTo(rows.size());
    }
  }

  private static void assertAlike(
      ParquetFileReader reader,
      ColumnChunkMetaData mine,
      ParquetFileReader otherReader,
      ColumnChunkMetaData theirs)
      throws IOException {
    String column = theirs.getPath().toString();
    assertThat(mine.getPath()).isEqualTo(theirs.getPath());
    assertThat(mine.getValueCount()).as(column).isEqualTo(theirs.getValueCount());
    if (LeafOrder.of(mine.getPrimitiveType()) == LeafOrder.NONE) {
      // Parquet's own writer has bounds of INT96 where all values are alike.
      assertThat(mine.getStatistics().hasNonNullValue()).isFalse();
      assertThat(mine.getStatistics().getNumNulls())
          .isEqualTo(theirs.getStatistics().getNumNulls());
    } else {
      assertThat(mine.getStatistics()).as(column).isEqualTo(theirs.getStatistics());
    }
    assertThat(mine.getCodec()).isEqualTo(theirs.getCodec());
    ColumnIndex index = reader.readColumnIndex(mine);
    ColumnIndex otherIndex = otherReader.readColumnIndex(theirs);
    assertThat(index == null).as("index of %s", column).isEqualTo(otherIndex == null);
    if (index != null) {
      assertThat(index.getNullCounts().stream().mapToLong(Long::longValue).sum())
          .isEqualTo(otherIndex.getNullCounts().stream().mapToLong(Long::longValue).sum());
    }
    assertThat(reader.readOffsetIndex(mine).getPageCount()).isPositive();
    assertThat(mine.getTotalSize())
        .as("size of %s", column)
        .isLessThan(theirs.getTotalSize() * 5 / 4 + 1_000);
  }

  private static ParquetFileReader reader(Path file) throws IOException {
    return ParquetFileReader.open(HadoopInputFile.fromPath(file, RawFile.CONF));
  }
}
