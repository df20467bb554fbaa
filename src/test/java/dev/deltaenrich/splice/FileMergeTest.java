package dev.deltaenrich.splice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.config.KeyMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random files that become one, against a row-by-row computation that knows no Parquet. */
class FileMergeTest {
  private static final int SEEDS = 60;

  @TempDir java.nio.file.Path folder;

  static IntStream seeds() {
    return IntStream.range(0, SEEDS);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void rowsOfAllSourcesAreThereWithTheirNewColumns(int seed) throws Exception {
    Random random = new Random(seed);
    RandomRaw raw = RandomRaw.write(new Path(folder.toUri().getPath(), "raw.parquet"), random);
    List<String> known =
        raw.keys().stream()
            .filter(Objects::nonNull)
            .distinct()
            .filter(k -> random.nextInt(4) > 0)
            .toList();
    Map<String, String> categories = new java.util.HashMap<>();
    known.forEach(key -> categories.put(key.trim(), "category of " + key.trim().length()));
    SpliceRule rule = Spliced.categories(categories, "none");
    Splicer splicer = new Splicer(RawFile.CONF, PreparedLookup.of(rule), SourceColumns.ALL);
    List<Group> before = RawFile.read(raw.path());
    List<String> expected = new ArrayList<>();
    Path target = new Path(folder.toUri().getPath(), "merged.parquet");
    try (NewFile file = new LocalAssembler().create(target)) {
      FileMerge merge = null;
      for (int i = 0; i < 3; i++) {
        int step = 2 + random.nextInt(5);
        LongPredicate deleted = random.nextBoolean() ? null : row -> row % step == 0;
        MergeSource source =
            splicer.openToMerge(
                raw.path(), Spliced.bytes(raw.path()), SourceKey.inColumn("merchant_id"), deleted);
        merge = merge == null ? splicer.merge(source, file) : merge;
        assertThat(merge.add(source)).isTrue();
        for (int row = 0; row < before.size(); row++) {
          if (deleted == null || !deleted.test(row)) {
            String key = raw.keys().get(row);
            String category =
                key == null
                    ? "none"
                    : categories.getOrDefault(KeyMatch.TRIM.normalise(key), "none");
            expected.add(before.get(row) + "category: " + category + "\n");
          }
        }
      }
      MergedFile made = merge.finish();
      merge.close();
      if (expected.isEmpty()) {
        assertThat(made).isNull();
        return;
      }
      assertThat(made.counts().rows()).isEqualTo(expected.size());
    }
    assertThat(RawFile.read(target).stream().map(Object::toString))
        .containsExactlyInAnyOrderElementsOf(expected);
  }
}
