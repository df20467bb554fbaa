package dev.deltaenrich.splice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.config.KeyMatch;
import dev.deltaenrich.config.Period;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.splice.RawFile.Shape;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyPresenceTest {
  private static final int ROWS = 4_000;

  @TempDir java.nio.file.Path folder;

  private Path write(Shape shape) throws IOException {
    List<String> keys =
        IntStream.range(0, ROWS).mapToObj(i -> i % 50 == 0 ? null : " Mer-" + i / 20).toList();
    return RawFile.write(new Path(folder.toUri().getPath(), "raw.parquet"), shape, keys);
  }

  private static int count(Path file, KeyMatch match, String... keys) throws Exception {
    return SoughtKeys.of(match, keys).count(file, "merchant_id");
  }

  private static long bytesReadBy(Counted read) throws Exception {
    long before = read();
    read.run();
    return read() - before;
  }

  private interface Counted {
    void run() throws Exception;
  }

  private static long read() {
    return FileSystem.getAllStatistics().stream()
        .mapToLong(FileSystem.Statistics::getBytesRead)
        .sum();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void keysAreFoundInDictionariesAndInPages(boolean dictionary) throws Exception {
    Path file = write(dictionary ? Shape.PLAIN_SPARK : Shape.PLAIN_SPARK.withoutDictionary());

    assertThat(count(file, KeyMatch.TRIM, "Mer-0", "Mer-100", "Mer-199", "Mer-200", ""))
        .isEqualTo(3);
    assertThat(count(file, KeyMatch.TRIM_IGNORE_CASE, "mer-7", "mer-8")).isEqualTo(2);
    assertThat(count(file, KeyMatch.TRIM, "mer-7", "mer-8")).isZero();
    assertThat(count(file, KeyMatch.EXACT, "Mer-7", " Mer-8")).isEqualTo(1);
    assertThat(count(file, KeyMatch.TRIM)).isZero();
  }

  @Test
  void theSameKeysAreLookedForInFileAfterFile() throws Exception {
    SoughtKeys sought = SoughtKeys.of(KeyMatch.TRIM, "Mer-0", "Mer-100", "none");
    Path file = write(Shape.PLAIN_SPARK);

    for (int i = 0; i < 3; i++) {
      assertThat(sought.count(file, "merchant_id")).isEqualTo(2);
    }
  }

  @Test
  void dictionariesAreReadAndPagesAreNot() throws Exception {
    Path file = write(Shape.PLAIN_SPARK.groupBytes(1 << 25));
    ParquetChunk chunk =
        ParquetChunk.of(
            FooterEdit.footer(file)
                .list(Fields.File.ROW_GROUPS, ThriftStruct.class)
                .get(0)
                .list(Fields.Group.CHUNKS, ThriftStruct.class)
                .get(1));
    byte[] bytes = Files.readAllBytes(Spliced.local(file));
    int end = (int) (chunk.start() + chunk.bytes());
    Arrays.fill(bytes, end - (int) chunk.bytes() / 3, end, (byte) 0x5a);
    FooterEdit.overwrite(file, bytes);

    assertThat(count(file, KeyMatch.TRIM, "Mer-0", "Mer-199", "none")).isEqualTo(2);
    assertThatThrownBy(() -> Spliced.of(file, Spliced.categories(java.util.Map.of())))
        .isInstanceOf(EnrichException.class);
  }

  @Test
  void readingEndsWhenAllKeysWereFound() throws Exception {
    Path file = write(Shape.PLAIN_SPARK.withoutDictionary());

    long some = bytesReadBy(() -> count(file, KeyMatch.TRIM, "Mer-0"));
    long all = bytesReadBy(() -> count(file, KeyMatch.TRIM, "Mer-0", "none"));

    assertThat(some).isLessThan(all - 5_000);
  }

  @Test
  void dictionaryThatSomePagesDoNotUseIsNotTrusted() throws Exception {
    List<String> keys =
        IntStream.range(0, 3_000).mapToObj(i -> "MER-" + (i < 400 ? i % 10 : i)).toList();
    Path file =
        RawFile.write(
            new Path(folder.toUri().getPath(), "raw.parquet"),
            Shape.PLAIN_SPARK.groupBytes(1 << 25),
            keys,
            builder -> builder.withDictionaryPageSize(4_000));

    assertThat(count(file, KeyMatch.TRIM, "MER-0", "MER-2999", "MER-3000")).isEqualTo(2);
  }

  @Test
  void fileThatCannotBeReadThisWayIsSaidToBeOne() throws IOException {
    Path file = write(Shape.PLAIN_SPARK);

    assertThatThrownBy(() -> SoughtKeys.of(KeyMatch.TRIM, "x").count(file, "amount"))
        .isInstanceOf(NotSpliceableException.class)
        .hasMessage("its key 'amount' is not text, but DOUBLE");
    assertThatThrownBy(
            () ->
                new KeyPresence(KeyMatch.TRIM, Map.of("x", Period.ALWAYS))
                    .count(
                        RawFile.CONF,
                        new Path(folder + "/none.parquet"),
                        99,
                        SourceKey.inColumn("merchant_id"),
                        Period.ALWAYS))
        .isInstanceOf(FileNotFoundException.class);
  }

  @Test
  void corruptDictionaryEndsTheRun() throws IOException {
    Path file = write(Shape.PLAIN_SPARK.groupBytes(1 << 25));
    FooterEdit.edit(
        file,
        FooterEdit.inData(
            1,
            data ->
                data.withNumber(
                    Fields.Data.DICTIONARY_PAGE, data.number(Fields.Data.DICTIONARY_PAGE) + 40)));

    assertThatThrownBy(() -> count(file, KeyMatch.TRIM, "Mer-0"))
        .isInstanceOfSatisfying(
            EnrichException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.FILE_CORRUPT))
        .hasMessageContaining("column 'merchant_id' of row group 0");
  }
}
