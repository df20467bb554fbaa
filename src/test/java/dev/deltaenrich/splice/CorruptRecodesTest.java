package dev.deltaenrich.splice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.splice.RawFile.Shape;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Type;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files with wrong bytes are refused or come out right, and never ask for much memory. */
class CorruptRecodesTest {
  private static final int ROWS = 300;
  private static final int TRIES = 250;
  private static final long MOST_ALLOCATED = 96L << 20;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir java.nio.file.Path folder;

  static Stream<Shape> shapes() {
    return Stream.of(
        Shape.PLAIN_SPARK,
        Shape.PLAIN_SPARK.codec(CompressionCodecName.UNCOMPRESSED).withoutDictionary(),
        Shape.PLAIN_SPARK.codec(CompressionCodecName.LZ4).withoutDictionary(),
        Shape.PLAIN_SPARK.codec(CompressionCodecName.GZIP).version2(),
        Shape.PLAIN_SPARK.codec(CompressionCodecName.UNCOMPRESSED).version2().withoutDictionary(),
        Shape.PLAIN_SPARK.codec(CompressionCodecName.ZSTD).version2().withoutDictionary());
  }

  private Path write(Shape shape) throws IOException {
    return RawFile.write(
        new Path(folder.toUri().getPath(), "raw.parquet"),
        shape.groupBytes(1 << 20),
        IntStream.range(0, ROWS).mapToObj(i -> i % 7 == 0 ? null : "MER-" + i % 19).toList());
  }

  private static byte[] recode(Path file) throws Exception {
    return recodeAs(file, RawFile.schema(false));
  }

  private static byte[] recodeAs(Path file, MessageType wanted) throws Exception {
    try (Source source = Source.open(RawFile.CONF, file);
        Recoder recoder = new Recoder(RawFile.CONF, wanted, CompressionCodecName.SNAPPY)) {
      ParquetFooter footer = ParquetFooter.read(source);
      List<RecodedGroup> groups = new ArrayList<>();
      for (int i = 0; i < footer.groups().size(); i++) {
        groups.add(new RecodedGroup(source, footer, i, new BitSet()));
      }
      return RecodeSources.recoded(recoder, groups);
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void wrongBytesAreRefusedOrHarmless(Shape shape) throws Exception {
    Path file = write(shape);
    byte[] right = Files.readAllBytes(Spliced.local(file));
    int footerStart = right.length - ParquetFooter.toFileEnd(FooterEdit.footer(file)).length;
    List<String> rows = RawFile.read(file).stream().map(Group::toString).toList();
    int refused = 0;
    for (int seed = 0; seed < TRIES; seed++) {
      Random random = new Random(seed);
      byte[] wrong = right.clone();
      boolean inFooter = seed % 3 == 0;
      spoil(wrong, inFooter ? footerStart : 4, inFooter ? right.length : footerStart, random);
      FooterEdit.overwrite(file, wrong);
      long before = THREADS.getCurrentThreadAllocatedBytes();
      byte[] recoded = recodedOrRefused(file);
      assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
          .as("bytes allocated for seed %d", seed)
          .isLessThan(MOST_ALLOCATED);
      refused += recoded == null ? 1 : 0;
      // Parquet 1.12 writes no checksums of pages v2, nor of headers and footers.
      if (recoded != null && shape.version() == Shape.PLAIN_SPARK.version() && !inFooter) {
        FooterEdit.overwrite(file, recoded);
        assertThat(RawFile.read(file)).as("seed %d", seed).map(Group::toString).isEqualTo(rows);
      }
    }
    assertThat(refused).isBetween(TRIES / 4, TRIES - 1);
  }

  private static void spoil(byte[] bytes, int from, int to, Random random) {
    int position = from + random.nextInt(to - from);
    switch (random.nextInt(3)) {
      case 0 -> {
        int end = Math.min(to, position + 1 + random.nextInt(16));
        Arrays.fill(bytes, position, end, (byte) random.nextInt());
      }
      case 1 -> bytes[position] = (byte) 0xff;
      default -> bytes[position] ^= (byte) (1 << random.nextInt(8));
    }
  }

  /** Null when the file is refused in one of the ways that callers know. */
  private static byte[] recodedOrRefused(Path file) throws Exception {
    try {
      return recode(file);
    } catch (NotParquetException | NotRecodableException e) {
      return null;
    } catch (EnrichException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.FILE_CORRUPT);
      assertThat(e).hasMessageContainingAll(file.toString(), "row group", "restore the file");
      return null;
    }
  }

  private static void fails(Path file, String... parts) {
    assertThatThrownBy(() -> recode(file))
        .isInstanceOfSatisfying(
            EnrichException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.FILE_CORRUPT))
        .hasMessageContainingAll(parts)
        .hasMessageContainingAll(file.toString(), "row group 0", "restore the file");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 299, 301, 5_000_000})
  void pagesWithAnotherNumberOfRowsThanTheRowGroup(long rows) throws IOException {
    Path file = write(Shape.PLAIN_SPARK);
    UnaryOperator<ThriftStruct> group = one -> one.withNumber(Fields.Group.ROWS, rows);
    FooterEdit.edit(file, FooterEdit.inList(Fields.File.ROW_GROUPS, 0, group));

    fails(file, "column 'id'", "its pages have 300 rows, its row group " + rows);
  }

  @Test
  void moreValuesThanThePagesHave() throws IOException {
    Path file = write(Shape.PLAIN_SPARK);
    FooterEdit.edit(
        file, FooterEdit.inData(0, data -> data.withNumber(Fields.Data.VALUES, 1L << 40)));

    fails(file, "column 'id'");
  }

  @Test
  void oneFlippedBitOfAPageWithAChecksum() throws IOException {
    Path file = write(Shape.PLAIN_SPARK.codec(CompressionCodecName.UNCOMPRESSED));
    byte[] bytes = Files.readAllBytes(Spliced.local(file));
    int key = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("MER-");
    bytes[key + 4] ^= 1;
    FooterEdit.overwrite(file, bytes);

    fails(file, "column 'merchant_id'", "another checksum");
  }

  @Test
  void chunkBehindTheEnd() throws IOException {
    Path file = write(Shape.PLAIN_SPARK);
    FooterEdit.edit(
        file,
        FooterEdit.inData(2, data -> data.withNumber(Fields.Data.COMPRESSED_BYTES, 1L << 50)));

    fails(file, "column 'amount'", "ends behind the file");
  }

  /** No reader decodes one, and decoded it would be other values. */
  @Test
  void dictionaryOfBooleans() throws IOException {
    Path file = write(Shape.PLAIN_SPARK);
    UnaryOperator<ThriftStruct> floor =
        element -> element.withNumber(Fields.Element.TYPE, Type.BOOLEAN.getValue());
    FooterEdit.edit(file, FooterEdit.inList(Fields.File.SCHEMA, 8, floor));
    FooterEdit.edit(
        file,
        FooterEdit.inData(6, data -> data.withNumber(Fields.Data.TYPE, Type.BOOLEAN.getValue())));

    assertThatThrownBy(() -> recodeAs(file, FooterSchema.of(FooterEdit.footer(file))))
        .hasMessageContainingAll("column 'address.floor'", "a dictionary of BOOLEAN");
  }

  @Test
  void chunkOfAnotherTypeThanItsColumn() throws IOException {
    Path file = write(Shape.PLAIN_SPARK);
    FooterEdit.edit(
        file,
        FooterEdit.inData(0, data -> data.withNumber(Fields.Data.TYPE, Type.DOUBLE.getValue())));

    fails(file, "column 'id'", "its chunk is of type DOUBLE, its column INT64");
  }

  @Test
  void twoColumnsOfOneName() throws IOException {
    Path file = write(Shape.PLAIN_SPARK);
    FooterEdit.edit(
        file,
        FooterEdit.inList(
            Fields.File.SCHEMA, 1, element -> element.withText(Fields.Element.NAME, "address")));

    assertThatThrownBy(() -> recode(file))
        .isInstanceOf(NotRecodableException.class)
        .hasMessageContaining("its schema is not understood");
  }

  private Path writeWithTwoAmounts() throws IOException {
    Path file = write(Shape.PLAIN_SPARK);
    FooterEdit.edit(
        file,
        FooterEdit.inList(Fields.File.SCHEMA, 4, at -> at.withText(Fields.Element.NAME, "amount")));
    return file;
  }

  @Test
  void twoLeavesOfOneName() throws IOException {
    Path file = writeWithTwoAmounts();

    assertThatThrownBy(() -> recode(file))
        .isInstanceOf(NotRecodableException.class)
        .hasMessageContaining("it has two columns 'amount'");
  }

  /** The other's column would be made of the bytes of a third one. */
  @Test
  void fileWithTwoLeavesOfOneNameSharesNoFile() throws Exception {
    Path other = new Path(folder.toUri().getPath(), "other.parquet");
    Files.copy(Spliced.local(write(Shape.PLAIN_SPARK)), Spliced.local(other));
    Splicer splicer =
        new Splicer(
            RawFile.CONF,
            List.of(PreparedLookup.of(Spliced.categories(Map.of("MER-1", "food")))),
            SourceColumns.ALL);

    try (MergeSource first = opened(splicer, other);
        MergeSource second = opened(splicer, writeWithTwoAmounts());
        NewFile target = new LocalAssembler().create(new Path(other.getParent(), "made.parquet"));
        FileMerge merge = splicer.merge(first, target)) {
      assertThat(merge.add(first)).isTrue();
      assertThat(merge.add(second)).isFalse();
    }
  }

  private static MergeSource opened(Splicer splicer, Path file) throws Exception {
    FileStatus inLog = new FileStatus(Spliced.bytes(file), false, 1, 0, 0, file);
    return splicer.openToMerge(inLog, List.of(SourceKey.inColumn("merchant_id")), null, 0);
  }

  /** Parquet's format has no such run; Parquet's reader fails, or repeats a number for ever. */
  @ParameterizedTest
  @ValueSource(bytes = {0, 1})
  void runOfNoNumbers(byte header) throws IOException {
    byte[] bytes = {header, 1, 4, 1};
    HybridDecoder decoder = new HybridDecoder(bytes, 0, bytes.length, 1);

    assertThatThrownBy(() -> decoder.read(new int[2], 2)).hasMessage("a run of no numbers");
  }

  /** What follows is none of them. */
  @Test
  void booleansBehindTheLengthOfTheirRuns() throws IOException {
    ValueDecoder decoder = booleans(new byte[] {2, 0, 0, 0, 16, 1, 16, 1});
    LeafValues values = new LeafValues(LeafValues.Kind.INT, 0);

    decoder.read(values, 8);
    assertThat(values.ints).startsWith(1, 1, 1, 1, 1, 1, 1, 1);
    assertThatThrownBy(() -> decoder.read(values, 1)).hasMessageContaining("a page ends within");
  }

  @ParameterizedTest
  @ValueSource(bytes = {3, -1})
  void booleansThatAreNotThere(byte length) {
    byte sign = (byte) (length >> 7);

    assertThatThrownBy(() -> booleans(new byte[] {length, sign, sign, sign, 16, 1}))
        .hasMessage("a page ends within its values");
  }

  private static ValueDecoder booleans(byte[] page) throws IOException {
    PrimitiveType type = Types.required(PrimitiveType.PrimitiveTypeName.BOOLEAN).named("open");
    return new PageValues(type, false)
        .of(new LeafPage(8, null, null, Encoding.RLE, page, 0, page.length));
  }
}
