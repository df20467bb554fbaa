package dev.deltaenrich.splice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.splice.RawFile.Shape;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A footer says after splicing what it said before, and what is new; nothing else. */
class KeptFooterTest {
  private static final int CREATED_BY = 6;
  private static final int SIZE_STATISTICS = 16;
  private static final String SPARK = "org.apache.spark.sql.parquet.row.metadata";

  @TempDir java.nio.file.Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = write(Map.of("writer.model.name", "example", "ARROW:schema", "AAAA", SPARK, "no json"));
  }

  private Path write(Map<String, String> keyValues) throws IOException {
    return RawFile.write(
        new Path(folder.toUri().getPath(), "raw.parquet"),
        Shape.PLAIN_SPARK,
        IntStream.range(0, 900).mapToObj(i -> "MER-" + i % 9).toList(),
        builder -> builder.withExtraMetaData(keyValues));
  }

  private ThriftStruct spliced() throws Exception {
    return FooterEdit.footer(
        Spliced.of(file, Spliced.categories(Map.of("MER-1", "food"))).target());
  }

  private static Map<String, String> keyValues(ThriftStruct footer) {
    Map<String, String> keyValues = new LinkedHashMap<>();
    footer
        .list(Fields.File.KEY_VALUES, ThriftStruct.class)
        .forEach(
            entry ->
                keyValues.put(entry.text(Fields.KeyValue.KEY), entry.text(Fields.KeyValue.VALUE)));
    return keyValues;
  }

  private static List<ThriftStruct> groups(ThriftStruct footer) {
    return footer.list(Fields.File.ROW_GROUPS, ThriftStruct.class);
  }

  private static List<ThriftStruct> chunks(ThriftStruct group) {
    return group.list(Fields.Group.CHUNKS, ThriftStruct.class);
  }

  @Test
  void keyValuesStayButThoseThatWouldBeFalse() throws Exception {
    Map<String, String> now = keyValues(spliced());

    assertThat(now).containsEntry("writer.model.name", "example");
    assertThat(now).doesNotContainKeys("ARROW:schema", SPARK);
    assertThat(now.get(FooterNotes.SPLICED)).startsWith("category by parquet-mr version 1.12.3");
  }

  @Test
  void sparksSchemaIsWrittenOn() throws Exception {
    file =
        write(
            Map.of(
                SPARK,
                """
                {"type":"struct","fields":[{"name":"id","type":"long","nullable":true,"metadata":{"a":1}}]}\
                """));

    assertThat(keyValues(spliced()).get(SPARK))
        .isEqualTo(
            """
            {"type":"struct","fields":[{"name":"id","type":"long","nullable":true,"metadata":{"a":1}},{"name":"category","type":"string","nullable":true,"metadata":{}}]}\
            """);
  }

  @Test
  void writerStaysTheOneOfTheOldChunks() throws Exception {
    FooterEdit.edit(file, footer -> footer.withText(CREATED_BY, "another writer 0.1"));

    assertThat(spliced().text(CREATED_BY)).isEqualTo("another writer 0.1");
  }

  @Test
  void oldChunksStayWithAllThatNewerWritersSayOfThem() throws Exception {
    ThriftStruct future = ThriftStruct.empty().withText(1, "what is this").withText(99, "\0");
    FooterEdit.edit(file, FooterEdit.inData(2, data -> data.withStruct(SIZE_STATISTICS, future)));
    FooterEdit.edit(
        file,
        FooterEdit.inList(
            Fields.File.SCHEMA,
            3,
            element -> element.withStruct(Fields.Element.LOGICAL_TYPE, future)));
    ThriftStruct before = FooterEdit.footer(file);

    ThriftStruct after = spliced();

    List<ThriftStruct> elements = after.list(Fields.File.SCHEMA, ThriftStruct.class);
    int old = before.list(Fields.File.SCHEMA, ThriftStruct.class).size();
    assertThat(elements).hasSize(old + 1);
    for (int i = 1; i < old; i++) {
      assertThat(elements.get(i).toBytes())
          .isEqualTo(before.list(Fields.File.SCHEMA, ThriftStruct.class).get(i).toBytes());
    }
    for (int group = 0; group < groups(before).size(); group++) {
      List<ThriftStruct> chunks = chunks(groups(before).get(group));
      assertThat(chunks(groups(after).get(group))).hasSize(chunks.size() + 1);
      for (int i = 0; i < chunks.size(); i++) {
        assertThat(chunks(groups(after).get(group)).get(i).toBytes())
            .isEqualTo(chunks.get(i).toBytes());
      }
    }
  }

  @Test
  void rowGroupsAddUp() throws Exception {
    ThriftStruct before = FooterEdit.footer(file);

    ThriftStruct after = spliced();

    for (int i = 0; i < groups(after).size(); i++) {
      ThriftStruct was = groups(before).get(i);
      ThriftStruct is = groups(after).get(i);
      ThriftStruct added = chunks(is).get(chunks(is).size() - 1).struct(Fields.Chunk.META_DATA);
      assertThat(is.number(Fields.Group.TOTAL_BYTES) - was.number(Fields.Group.TOTAL_BYTES))
          .isEqualTo(added.number(Fields.Data.UNCOMPRESSED_BYTES))
          .isPositive();
      assertThat(
              is.number(Fields.Group.TOTAL_COMPRESSED_BYTES)
                  - was.number(Fields.Group.TOTAL_COMPRESSED_BYTES))
          .isEqualTo(added.number(Fields.Data.COMPRESSED_BYTES))
          .isPositive();
    }
    assertThat(after.number(Fields.File.ROWS)).isEqualTo(900);
  }

  @Test
  void ordersOfColumnsAreForAllOrForNone() throws Exception {
    assertThat(spliced().list(Fields.File.COLUMN_ORDERS, ThriftStruct.class)).hasSize(9);

    FooterEdit.edit(file, footer -> footer.without(Fields.File.COLUMN_ORDERS));
    assertThat(spliced().has(Fields.File.COLUMN_ORDERS)).isFalse();
  }

  @Test
  void tooFewOrdersOfColumnsAreLeftOut() throws Exception {
    FooterEdit.edit(
        file,
        footer ->
            footer.withStructs(
                Fields.File.COLUMN_ORDERS,
                footer.list(Fields.File.COLUMN_ORDERS, ThriftStruct.class).subList(1, 8)));

    assertThat(spliced().has(Fields.File.COLUMN_ORDERS)).isFalse();
  }

  @Test
  void fileCanBeSplicedOnceMore() throws Exception {
    Spliced once = Spliced.of(file, Spliced.categories(Map.of("MER-1", "food")));
    SpliceRule more =
        new SpliceRule(
            "Merchant_Id",
            List.of(AddedColumn.of("risk", ValueType.INTEGER)),
            dev.deltaenrich.config.KeyMatch.EXACT,
            Map.of("MER-1", new Object[] {7}),
            new Object[] {null});

    Spliced twice = Spliced.of(once.target(), more);

    assertThat(RawFile.read(twice.target()).get(1).toString())
        .endsWith("category: food\nrisk: 7\n");
    assertThat(keyValues(FooterEdit.footer(twice.target())).get(FooterNotes.SPLICED))
        .startsWith("risk by");
  }

  @Test
  void encodingsAreCalledAsTheFilesVersionHasIt() throws Exception {
    assertThat(encodings(spliced())).contains(2).doesNotContain(8);

    FooterEdit.edit(file, footer -> footer.withNumber(Fields.File.VERSION, 2));
    assertThat(encodings(spliced())).contains(8).doesNotContain(2);
    assertThat(RawFile.read(new Path(file.getParent(), "spliced-raw.parquet"))).hasSize(900);
  }

  private static List<Integer> encodings(ThriftStruct footer) {
    List<ThriftStruct> chunks = chunks(groups(footer).get(0));
    return chunks
        .get(chunks.size() - 1)
        .struct(Fields.Chunk.META_DATA)
        .list(Fields.Data.ENCODINGS, Integer.class);
  }

  @Test
  void footerOfAThousandColumnsIsReadInTwoParts() throws Exception {
    FooterEdit.edit(file, footer -> footer.withText(CREATED_BY, "x".repeat(200_000)));

    assertThat(spliced().text(CREATED_BY)).hasSize(200_000);
  }
}
