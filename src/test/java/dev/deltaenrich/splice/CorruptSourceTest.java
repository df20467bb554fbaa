package dev.deltaenrich.splice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.management.ThreadMXBean;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.splice.RawFile.Shape;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sources that no producer could make a right file of: the run ends, and nothing is written. */
class CorruptSourceTest {
  private static final int ROWS = 900;
  private static final long MOST_ALLOCATED = 32L << 20;
  private static final int KEY = 1;
  private static final int AMOUNT = 2;

  @TempDir java.nio.file.Path folder;

  private Path write(Shape shape) throws IOException {
    return RawFile.write(
        new Path(folder.toUri().getPath(), "raw.parquet"),
        shape,
        IntStream.range(0, ROWS).mapToObj(i -> "MER-" + i % 9).toList());
  }

  private void fails(Path file, String... parts) throws IOException {
    List<java.nio.file.Path> before = files();
    assertThatThrownBy(() -> Spliced.of(file, Spliced.categories(Map.of("MER-1", "food"))))
        .isInstanceOfSatisfying(
            EnrichException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.FILE_CORRUPT))
        .hasMessageContainingAll(parts)
        .hasMessageContainingAll(file.toString(), "restore the file");
    assertThat(files()).isEqualTo(before);
  }

  private List<java.nio.file.Path> files() throws IOException {
    try (var found = Files.list(folder)) {
      return found.sorted().toList();
    }
  }

  private static ParquetChunk keyChunk(Path file, int group) throws IOException {
    return ParquetChunk.of(
        FooterEdit.footer(file)
            .list(Fields.File.ROW_GROUPS, ThriftStruct.class)
            .get(group)
            .list(Fields.Group.CHUNKS, ThriftStruct.class)
            .get(KEY));
  }

  @Test
  void keyPageOverwritten() throws IOException {
    Path file = write(Shape.PLAIN_SPARK);
    ParquetChunk chunk = keyChunk(file, 1);
    byte[] bytes = Files.readAllBytes(Spliced.local(file));
    Arrays.fill(bytes, (int) chunk.start(), (int) (chunk.start() + chunk.bytes()), (byte) 0x5a);
    FooterEdit.overwrite(file, bytes);

    fails(file, "Cannot decode", "column 'merchant_id' of row group 1");
  }

  /** Without a checksum, this would be another key and nobody would know. */
  @Test
  void oneBitOfAKeyFlipped() throws IOException {
    Path file = write(Shape.PLAIN_SPARK.codec(CompressionCodecName.UNCOMPRESSED));
    ParquetChunk chunk = keyChunk(file, 0);
    byte[] bytes = Files.readAllBytes(Spliced.local(file));
    int key =
        new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1)
            .indexOf("MER-", (int) chunk.start());
    bytes[key + 4] ^= 1;
    FooterEdit.overwrite(file, bytes);

    fails(file, "row group 0", "another checksum");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 149, 899, 901, 5_000})
  void pagesWithAnotherNumberOfValuesThanFooterAndRowGroupAgreeOn(long rows) throws IOException {
    Path file = write(Shape.PLAIN_SPARK.groupBytes(1 << 25).codec(CompressionCodecName.GZIP));
    FooterEdit.edit(file, footer -> withRows(footer, rows));

    fails(file, "row group 0", "column 'merchant_id'");
  }

  private static ThriftStruct withRows(ThriftStruct footer, long rows) {
    ThriftStruct changed = footer.withNumber(Fields.File.ROWS, rows);
    UnaryOperator<ThriftStruct> group = one -> one.withNumber(Fields.Group.ROWS, rows);
    changed = FooterEdit.inList(Fields.File.ROW_GROUPS, 0, group).apply(changed);
    for (int column = 0; column < 5; column++) {
      changed =
          FooterEdit.inData(column, data -> data.withNumber(Fields.Data.VALUES, rows))
              .apply(changed);
    }
    return changed;
  }

  @Test
  void footerWithOtherRowsThanItsRowGroups() throws IOException {
    Path file = write(Shape.PLAIN_SPARK);
    FooterEdit.edit(file, footer -> footer.withNumber(Fields.File.ROWS, 905));

    fails(file, "Cannot trust", "its row groups have 900 rows, its footer 905");
  }

  @ParameterizedTest
  @ValueSource(ints = {KEY, AMOUNT})
  void chunkWithOtherValuesThanItsRowGroupHasRows(int column) throws IOException {
    Path file = write(Shape.PLAIN_SPARK);
    FooterEdit.edit(
        file, FooterEdit.inData(column, data -> data.withNumber(Fields.Data.VALUES, 7)));

    fails(file, "row group 0 has", "rows, but 7 values of column");
  }

  @Test
  void chunkThatStandsElsewhere() throws IOException {
    Path file = write(Shape.PLAIN_SPARK);
    FooterEdit.edit(
        file,
        FooterEdit.inData(
            KEY,
            data ->
                data.without(Fields.Data.DICTIONARY_PAGE).withNumber(Fields.Data.DATA_PAGE, 40)));

    fails(file, "row group 0");
  }

  @Test
  void dictionaryThatIsNotThere() throws IOException {
    Path file = write(Shape.PLAIN_SPARK);
    FooterEdit.edit(
        file, FooterEdit.inData(KEY, data -> data.without(Fields.Data.DICTIONARY_PAGE)));

    fails(file, "row group 0", "a page uses a dictionary that is not there");
  }

  /** Parquet's stream of Snappy waits for ever for bytes that do not come. */
  @Test
  void keyPageThatClaimsMoreBytesThanCome() throws IOException {
    Path file = write(Shape.PLAIN_SPARK.withoutDictionary());
    overwriteKeyHeader(
        file,
        header ->
            header.withNumber(
                Fields.Page.UNCOMPRESSED_BYTES, header.number(Fields.Page.UNCOMPRESSED_BYTES) + 1));

    assertTimeoutPreemptively(
        Duration.ofSeconds(60), () -> fails(file, "row group 0", "claims to become"));
  }

  @Test
  void dictionaryThatClaimsManyValuesCostsNoMemory() throws IOException {
    Path file = write(Shape.PLAIN_SPARK.groupBytes(1 << 25));
    overwriteKeyHeader(
        file,
        header ->
            header.withStruct(
                Fields.Page.DICTIONARY_PAGE,
                header
                    .struct(Fields.Page.DICTIONARY_PAGE)
                    .withNumber(Fields.Page.VALUES, Integer.MAX_VALUE)));

    assertThat(allocated(() -> fails(file, "row group 0", "a dictionary of 2147483647 values")))
        .isLessThan(MOST_ALLOCATED);
  }

  /** As many as a row group may have. */
  @Test
  void rowsThatAreNotThereCostNoMemory() throws IOException {
    Path file = write(Shape.PLAIN_SPARK.groupBytes(1 << 25));
    FooterEdit.edit(file, footer -> withRows(footer, 1L << 27));

    assertThat(allocated(() -> fails(file, "row group 0", "column 'merchant_id'")))
        .isLessThan(MOST_ALLOCATED);
  }

  private static long allocated(ThrowingCallable action) throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThatCode(action).doesNotThrowAnyException();
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  /** Puts another header before the first page of the key; its bytes move, and the footer tells. */
  private static void overwriteKeyHeader(Path file, UnaryOperator<ThriftStruct> edit)
      throws IOException {
    byte[] bytes = Files.readAllBytes(Spliced.local(file));
    FooterEdit.overwrite(
        file, SoundFile.of(bytes).withPageHeader((int) keyChunk(file, 0).start(), edit));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -5})
  void rowGroupWithoutRowsThatHasValues(long rows) throws IOException {
    Path file = write(Shape.PLAIN_SPARK.groupBytes(1 << 25));
    FooterEdit.edit(file, footer -> withRows(footer, rows));

    fails(file, "Cannot trust", "row group 0 has " + (rows == 0 ? "no" : "-5") + " rows");
  }

  /** Without its type, thrift's 0 would make it a page of the first version. */
  @ParameterizedTest
  @ValueSource(
      ints = {Fields.Page.TYPE, Fields.Page.UNCOMPRESSED_BYTES, Fields.Page.COMPRESSED_BYTES})
  void keyPageWhoseHeaderLacksAField(int field) throws IOException {
    Path file = write(Shape.PLAIN_SPARK.withoutDictionary());
    overwriteKeyHeader(file, header -> header.without(field));

    fails(file, "row group 0", "a header without its field " + field);
  }

  @Test
  void keyPageWhoseHeaderHasATextOfNegativeLength() throws IOException {
    Path file = write(Shape.PLAIN_SPARK);
    byte[] bytes = Files.readAllBytes(Spliced.local(file));
    byte[] text = {0x18, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f};
    System.arraycopy(text, 0, bytes, (int) keyChunk(file, 0).start(), text.length);
    FooterEdit.overwrite(file, bytes);

    fails(file, "row group 0", "a length of -1 bytes");
  }

  /** What stands there is of another column. */
  @Test
  void keyPageThatEndsBehindItsChunk() throws IOException {
    Path file = write(Shape.PLAIN_SPARK.withoutDictionary().groupBytes(1 << 25));
    long bytes = keyChunk(file, 0).bytes();
    FooterEdit.edit(
        file,
        FooterEdit.inData(KEY, data -> data.withNumber(Fields.Data.COMPRESSED_BYTES, bytes - 1)));

    fails(file, "row group 0", "ends behind its chunk");
  }
}
