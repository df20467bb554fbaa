package dev.deltaenrich.splice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.config.KeyMatch;
import dev.deltaenrich.splice.RawFile.Shape;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DistinctKeysTest {
  private static final List<String> KEYS =
      IntStream.range(0, 4000).mapToObj(i -> i % 50 == 0 ? null : " Mer-Ä" + i / 20).toList();

  @TempDir java.nio.file.Path folder;

  private Path write(Shape shape, List<String> keys) throws Exception {
    return RawFile.write(new Path(folder.toUri().getPath(), "raw.parquet"), shape, keys);
  }

  private static List<String> read(Path file, KeyMatch match) throws Exception {
    return read(file, SourceKey.inColumn("merchant_id"), match);
  }

  private static List<String> read(Path file, SourceKey key, KeyMatch match) throws Exception {
    DistinctKeys keys = new DistinctKeys(match);
    try (KeySource source =
        KeySource.open(RawFile.CONF, file, Spliced.bytes(file), SourceColumns.ALL, key)) {
      for (int group = 0; group < source.groups(); group++) {
        source.read(group, keys);
      }
    }
    List<String> read = new ArrayList<>();
    for (int number = 0; number < keys.size(); number++) {
      read.add(new String(keys.key(number), StandardCharsets.UTF_8));
    }
    return read;
  }

  private static List<String> expected(List<String> keys, KeyMatch match) {
    return keys.stream().filter(Objects::nonNull).map(match::normalise).distinct().toList();
  }

  @ParameterizedTest
  @EnumSource
  void eachKeyComesOnceAsItIsCompared(KeyMatch match) throws Exception {
    assertThat(read(write(Shape.PLAIN_SPARK, KEYS), match))
        .containsExactlyInAnyOrderElementsOf(expected(KEYS, match));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void pagesWithoutADictionaryAndSeveralRowGroupsAreRead(boolean dictionary) throws Exception {
    Shape shape = Shape.PLAIN_SPARK.groupBytes(1 << 12);
    Path file = write(dictionary ? shape : shape.withoutDictionary(), KEYS);

    assertThat(read(file, KeyMatch.TRIM))
        .containsExactlyInAnyOrderElementsOf(expected(KEYS, KeyMatch.TRIM));
  }

  @Test
  void pagesBehindADictionaryThatBecameTooLargeAreRead() throws Exception {
    List<String> keys = IntStream.range(0, 60_000).mapToObj(i -> "MER-%030d".formatted(i)).toList();

    assertThat(read(write(Shape.PLAIN_SPARK, keys), KeyMatch.EXACT))
        .containsExactlyInAnyOrderElementsOf(keys);
  }

  @Test
  void aFileWithoutTheKeyHasNone() throws Exception {
    Path file = write(Shape.PLAIN_SPARK, KEYS);

    assertThat(read(file, SourceKey.inColumn("no_such_column"), KeyMatch.TRIM)).isEmpty();
  }

  @Test
  void aFileAllOfWhoseRowsHaveOneKeyHasThatOne() throws Exception {
    Path file = write(Shape.PLAIN_SPARK, KEYS);

    assertThat(read(file, SourceKey.ofAllRows(" MER-1 "), KeyMatch.TRIM)).containsExactly("MER-1");
    assertThat(read(file, SourceKey.ofAllRows(null), KeyMatch.TRIM)).isEmpty();
  }
}
