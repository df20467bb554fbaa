package dev.deltaenrich.splice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.config.KeyMatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.internal.column.columnindex.OffsetIndex;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random files that become one, against a row-by-row computation that knows no Parquet. */
class FileMergeTest {
  private static final int SEEDS = 60;
  private static final int SOURCES = 3;

  @TempDir java.nio.file.Path folder;

  private final Map<String, String> categories = new HashMap<>();
  private final List<String> expected = new ArrayList<>();
  private Path target;

  static IntStream seeds() {
    return IntStream.range(0, SEEDS);
  }

  @BeforeEach
  void nameTarget() {
    target = new Path(folder.toUri().getPath(), "merged.parquet");
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void rowsOfAllSourcesAreThereWithTheirNewColumnWhetherCopiedOrRecoded(int seed) throws Exception {
    Random random = new Random(seed);
    RandomRaw raw = RandomRaw.write(new Path(folder.toUri().getPath(), "raw.parquet"), random);
    chooseCategories(raw, random);

    MergedFile made = merged(raw, random);

    if (expected.isEmpty()) {
      assertThat(made).isNull();
      return;
    }
    assertThat(made.counts().get(0).rows()).isEqualTo(expected.size());
    assertThat(made.footer().rows()).isEqualTo(expected.size());
    assertThat(RawFile.read(target).stream().map(Object::toString))
        .containsExactlyInAnyOrderElementsOf(expected);
    requirePagesWhereTheirIndexSays();
  }

  private void chooseCategories(RandomRaw raw, Random random) {
    raw.keys().stream()
        .filter(Objects::nonNull)
        .filter(key -> random.nextInt(4) > 0)
        .map(KeyMatch.TRIM::normalise)
        .forEach(key -> categories.put(key, "category of " + key.length()));
  }

  private MergedFile merged(RandomRaw raw, Random random) throws Exception {
    SpliceRule rule = Spliced.categories(categories, "none");
    Splicer splicer =
        new Splicer(
            RawFile.CONF, List.of(PreparedLookup.of(rule)), new SourceColumns(null, List.of()));
    List<Group> rows = RawFile.read(raw.path());
    try (NewFile file = new Copying(new LocalAssembler().create(target))) {
      MergeSource first = opened(splicer, raw, row -> false, 0);
      try (FileMerge merge = splicer.merge(first, file)) {
        first.close();
        for (int i = 0; i < SOURCES; i++) {
          int step = 2 + random.nextInt(5);
          LongPredicate deleted = random.nextBoolean() ? null : row -> row % step == 0;
          long smallGroup = random.nextBoolean() ? 0 : Long.MAX_VALUE >> 20;
          MergeSource source =
              random.nextBoolean()
                  ? opened(splicer, raw, deleted, smallGroup)
                  : openedInPieces(splicer, raw, deleted, smallGroup);
          assertThat(merge.add(source)).isTrue();
          expect(rows, raw.keys(), deleted);
        }
        return merge.finish();
      }
    }
  }

  private static MergeSource opened(
      Splicer splicer, RandomRaw raw, LongPredicate deleted, long smallGroup) throws Exception {
    return splicer.openToMerge(
        new FileStatus(Spliced.bytes(raw.path()), false, 1, 0, 0, raw.path()),
        List.of(SourceKey.inColumn("merchant_id")),
        deleted,
        smallGroup);
  }

  /** As sources are opened that are too large for the memory. */
  private static MergeSource openedInPieces(
      Splicer splicer, RandomRaw raw, LongPredicate deleted, long smallGroup) throws Exception {
    OpenSource open =
        OpenSource.of(
            RawFile.CONF,
            raw.path(),
            Spliced.bytes(raw.path()),
            splicer.columns(),
            List.of(SourceKey.inColumn("merchant_id")));
    open.check().require();
    return MergeSource.of(open, deleted, smallGroup);
  }

  /** A file of a store that copies ranges by itself, but for the shortest. */
  private record Copying(NewFile file) implements NewFile {
    private static final int SHORTEST = 100;

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      file.write(bytes);
    }

    @Override
    public boolean copy(Path source, long from, long to) throws IOException {
      if (to - from < SHORTEST) {
        return false;
      }
      byte[] bytes = Files.readAllBytes(java.nio.file.Path.of(source.toUri().getPath()));
      file.write(ByteBuffer.wrap(bytes, (int) from, (int) (to - from)));
      return true;
    }

    @Override
    public AssembledFile finish() throws IOException {
      return file.finish();
    }

    @Override
    public void close() {
      file.close();
    }
  }

  private void expect(List<Group> rows, List<String> keys, LongPredicate deleted) {
    for (int row = 0; row < rows.size(); row++) {
      if (deleted == null || !deleted.test(row)) {
        String key = keys.get(row);
        String category =
            key == null ? "none" : categories.getOrDefault(KeyMatch.TRIM.normalise(key), "none");
        expected.add(rows.get(row) + "category: " + category + "\n");
      }
    }
  }

  private void requirePagesWhereTheirIndexSays() throws Exception {
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(target, RawFile.CONF))) {
      for (BlockMetaData group : reader.getRowGroups()) {
        for (ColumnChunkMetaData chunk : group.getColumns()) {
          OffsetIndex index = reader.readOffsetIndex(chunk);
          if (index != null) {
            assertThat(index.getOffset(0)).isEqualTo(chunk.getFirstDataPageOffset());
          }
        }
      }
    }
  }
}
