package dev.deltaenrich.splice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.plan.MatchCounts;
import dev.deltaenrich.splice.RawFile.Shape;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.column.values.deltalengthbytearray.DeltaLengthByteArrayValuesWriter;
import org.apache.parquet.column.values.deltastrings.DeltaByteArrayWriter;
import org.apache.parquet.column.values.plain.PlainValuesWriter;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys as other writers than parquet-java's usual one may leave them. */
class KeyEncodingsTest {
  @TempDir java.nio.file.Path folder;

  private Path path() {
    return new Path(folder.toUri().getPath(), "raw.parquet");
  }

  private static ValuesWriter writer(Encoding encoding) {
    HeapByteBufferAllocator heap = HeapByteBufferAllocator.getInstance();
    return switch (encoding) {
      case PLAIN -> new PlainValuesWriter(64, 1 << 20, heap);
      case DELTA_LENGTH_BYTE_ARRAY -> new DeltaLengthByteArrayValuesWriter(64, 1 << 20, heap);
      case DELTA_BYTE_ARRAY -> new DeltaByteArrayWriter(64, 1 << 20, heap);
      default -> throw new IllegalArgumentException(encoding.toString());
    };
  }

  @ParameterizedTest
  @EnumSource(names = {"PLAIN", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY"})
  void requiredKeysInEachEncoding(Encoding encoding) throws Exception {
    MessageType schema =
        MessageTypeParser.parseMessageType("message raw { required binary merchant_id (STRING); }");
    ParquetFileWriter file =
        new ParquetFileWriter(RawFile.CONF, schema, path(), ParquetFileWriter.Mode.OVERWRITE);
    file.start();
    file.startBlock(600);
    file.startColumn(schema.getColumns().get(0), 600, CompressionCodecName.UNCOMPRESSED);
    for (int page = 0; page < 3; page++) {
      ValuesWriter values = writer(encoding);
      for (int i = 0; i < 200; i++) {
        values.writeBytes(Binary.fromString("MER-" + (page * 200 + i) / 60));
      }
      file.writeDataPage(
          200,
          (int) values.getBytes().size(),
          BytesInput.from(values.getBytes().toByteArray()),
          Statistics.createStats(schema.getColumns().get(0).getPrimitiveType()),
          200,
          Encoding.RLE,
          Encoding.RLE,
          encoding);
    }
    file.endColumn();
    file.endBlock();
    file.end(Map.of());

    Spliced spliced = Spliced.of(path(), Spliced.categories(Map.of("MER-7", "food")));

    assertThat(categories(spliced.target()))
        .isEqualTo(IntStream.range(0, 600).mapToObj(i -> i / 60 == 7 ? "food" : "").toList());
    assertThat(spliced.tail().counts().get(0).matched()).isEqualTo(60);
  }

  private static List<String> categories(Path file) throws IOException {
    List<String> categories = new ArrayList<>();
    for (Group row : RawFile.read(file)) {
      boolean there = row.getFieldRepetitionCount("category") > 0;
      categories.add(there ? row.getString("category", 0) : "");
    }
    return categories;
  }

  /** More different keys than are kept by number, in pages with and without a dictionary. */
  @ParameterizedTest
  @ValueSource(ints = {50, 100_000})
  void dictionaryThatGivesWayToPlainPages(int known) throws Exception {
    List<String> keys = new ArrayList<>();
    Map<String, String> lookup = new HashMap<>();
    for (int i = 0; i < 100_000; i++) {
      keys.add("MER-" + i);
      keys.add(i % 100 == 0 ? null : "MER-" + i % 300);
    }
    IntStream.range(0, known).forEach(i -> lookup.put("MER-" + i, "category " + i % 40_000));
    RawFile.write(
        path(),
        Shape.PLAIN_SPARK.groupBytes(1 << 26),
        keys,
        builder ->
            builder
                .withDictionaryPageSize(10_000)
                .withPageSize(1 << 16)
                .withPageRowCountLimit(20_000));

    Spliced spliced = Spliced.of(path(), Spliced.categories(lookup));

    assertThat(categories(spliced.target()))
        .isEqualTo(
            keys.stream().map(key -> key == null ? "" : lookup.getOrDefault(key, "")).toList());
    MatchCounts counts = spliced.tail().counts().get(0);
    assertThat(counts.nullKey()).isEqualTo(1_000);
    assertThat(counts.matched())
        .isEqualTo(keys.stream().filter(key -> key != null && lookup.containsKey(key)).count());
    if (known == 50) {
      // 300 keys are frequent; of the rest there are too many to keep each.
      assertThat(counts.topUnknownKeys(3).values()).allMatch(count -> count > 200);
    }
  }

  @Test
  void keysThatAreNoUtf8AreUnknown() throws Exception {
    String signs = "\ufffd\ufffd\ufffd";
    RawFile.write(
        path(),
        Shape.PLAIN_SPARK.codec(CompressionCodecName.UNCOMPRESSED),
        List.of("aaa", signs, "MER-1"),
        builder -> builder.withPageWriteChecksumEnabled(false));
    byte[] bytes = Files.readAllBytes(Spliced.local(path()));
    int key = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("aaa");
    Arrays.fill(bytes, key, key + 3, (byte) 0xff);
    FooterEdit.overwrite(path(), bytes);

    Spliced spliced = Spliced.of(path(), Spliced.categories(Map.of(signs, "signs", "MER-1", "x")));

    assertThat(categories(spliced.target())).containsExactly("", "signs", "x");
    assertThat(spliced.tail().counts().get(0).unknownKeys()).isEqualTo(Map.of(signs, 1L));
  }

  @Test
  void allKeysNull() throws Exception {
    RawFile.write(path(), Shape.PLAIN_SPARK.version2(), Collections.nCopies(700, null));

    Spliced spliced = Spliced.of(path(), Spliced.categories(Map.of("MER-1", "food"), "none"));

    assertThat(categories(spliced.target())).hasSize(700).containsOnly("none");
    assertThat(spliced.tail().counts().get(0)).isEqualTo(new MatchCounts(700, 0, 700, Map.of()));
  }

  @Test
  void fileWithoutRows() throws Exception {
    RawFile.write(path(), Shape.PLAIN_SPARK, List.of());

    Spliced spliced = Spliced.of(path(), Spliced.categories(Map.of("MER-1", "food")));

    assertThat(RawFile.read(spliced.target())).isEmpty();
    assertThat(spliced.tail().counts().get(0)).isEqualTo(MatchCounts.NONE);
    assertThat(spliced.tail().figures())
        .containsExactly(new ColumnFigures("category", null, null, 0));
    assertThat(FooterEdit.footer(spliced.target()).list(Fields.File.SCHEMA, ThriftStruct.class))
        .extracting(element -> element.text(Fields.Element.NAME))
        .endsWith("category");
  }

  /** Writers before parquet-mr 1.3 left it out. */
  @Test
  void dictionaryWhoseHeaderIsNotCountedAmongTheBytesOfItsChunk() throws Exception {
    List<String> keys = IntStream.range(0, 900).mapToObj(i -> "MER-" + i % 9).toList();
    RawFile.write(path(), Shape.PLAIN_SPARK.groupBytes(1 << 26), keys);
    ParquetChunk chunk = new ParquetFooter(FooterEdit.footer(path()), 0, 0).chunks().get(1);
    ByteArrayInputStream in = new ByteArrayInputStream(Files.readAllBytes(Spliced.local(path())));
    in.skip(chunk.start());
    int before = in.available();
    ThriftStruct.read(in);
    long counted = chunk.bytes() - (before - in.available());
    FooterEdit.edit(
        path(),
        FooterEdit.inData(1, data -> data.withNumber(Fields.Data.COMPRESSED_BYTES, counted)));

    Spliced spliced = Spliced.of(path(), Spliced.categories(Map.of("MER-7", "food")));

    assertThat(spliced.tail().counts().get(0).matched()).isEqualTo(100);
  }
}
