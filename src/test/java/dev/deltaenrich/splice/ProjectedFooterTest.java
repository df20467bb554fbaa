package dev.deltaenrich.splice;

import static dev.deltaenrich.splice.Projected.LEAF;
import static dev.deltaenrich.splice.Projected.listOf;
import static dev.deltaenrich.splice.Projected.named;
import static dev.deltaenrich.splice.Projected.project;
import static dev.deltaenrich.splice.Projected.schema;
import static dev.deltaenrich.splice.Projected.struct;
import static dev.deltaenrich.splice.Projected.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.splice.RawFile.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file whose footer is projected is read as if it had been written with those columns. */
class ProjectedFooterTest {
  private static final String SPARK = "org.apache.spark.sql.parquet.row.metadata";

  @TempDir java.nio.file.Path folder;

  private Path raw() throws IOException {
    return RawFile.write(
        new Path(folder.toUri().getPath(), "raw.parquet"),
        Shape.PLAIN_SPARK,
        IntStream.range(0, 900).mapToObj(i -> "MER-" + i % 9).toList(),
        builder -> builder.withExtraMetaData(Map.of(SPARK, "{}", "writer", "example")));
  }

  private static void leaveOut(Path file, String column) throws IOException {
    FooterEdit.edit(
        file,
        footer -> {
          try {
            return ProjectedFooter.without(footer, column::equalsIgnoreCase);
          } catch (NotSpliceableException e) {
            throw new IllegalStateException(e.getMessage(), e);
          }
        });
  }

  private static List<ThriftStruct> groups(Path file) throws IOException {
    return FooterEdit.footer(file).list(Fields.File.ROW_GROUPS, ThriftStruct.class);
  }

  @Test
  void columnsAndFieldsAreRenamedAtAnyDepthAndTheirValuesStay() throws IOException {
    Path file = raw();
    List<String> before = values(file);

    project(
        file,
        named("number", "id"),
        named("key", "MERCHANT_ID"),
        named("sum", "amount"),
        named("moment", "at"),
        named("date", "day"),
        named(
            "place",
            "address",
            struct(named("town", "city"), named("level", "floor", listOf(LEAF)))),
        named("labels", "tags", listOf(LEAF)));

    assertThat(values(file))
        .isEqualTo(
            before.stream()
                .map(
                    row ->
                        row.replaceFirst("id:", "number:")
                            .replace("merchant_id:", "key:")
                            .replace("amount:", "sum:")
                            .replaceAll("(?m)^at:", "moment:")
                            .replaceAll("(?m)^day:", "date:")
                            .replaceAll("(?m)^address", "place")
                            .replace("city:", "town:")
                            .replace("floor:", "level:")
                            .replaceAll("(?m)^tags", "labels"))
                .toList())
        .hasSize(900);
    assertThat(schema(file).toString()).contains("group labels (LIST)").contains("element");
  }

  @Test
  void whatIsNotWantedIsInNoPartOfTheFooter() throws IOException {
    Path file = raw();
    List<ThriftStruct> before = groups(file);

    project(
        file,
        named("id", "id"),
        named("day", "day"),
        named("later", "never written"),
        named("address", "address", struct(named("floor", "floor", listOf(LEAF)))));

    assertThat(schema(file).getPaths().stream().map(path -> String.join(".", path)))
        .containsExactly("id", "day", "address.floor");
    ThriftStruct footer = FooterEdit.footer(file);
    assertThat(footer.list(Fields.File.COLUMN_ORDERS, ThriftStruct.class)).hasSize(3);
    assertThat(footer.list(Fields.File.KEY_VALUES, ThriftStruct.class))
        .extracting(entry -> entry.text(Fields.KeyValue.KEY))
        .contains("writer")
        .doesNotContain(SPARK);
    for (int i = 0; i < before.size(); i++) {
      ThriftStruct group = groups(file).get(i);
      List<ThriftStruct> chunks = group.list(Fields.Group.CHUNKS, ThriftStruct.class);
      assertThat(chunks).hasSize(3);
      assertThat(group.number(Fields.Group.TOTAL_BYTES))
          .isEqualTo(sum(chunks, Fields.Data.UNCOMPRESSED_BYTES))
          .isLessThan(before.get(i).number(Fields.Group.TOTAL_BYTES));
      assertThat(group.number(Fields.Group.TOTAL_COMPRESSED_BYTES))
          .isEqualTo(sum(chunks, Fields.Data.COMPRESSED_BYTES));
    }
    assertThat(values(file).get(5)).isEqualTo("id: 5\nday: -170995\naddress\n  floor: 0\n");
  }

  private static long sum(List<ThriftStruct> chunks, int field) {
    return chunks.stream()
        .mapToLong(chunk -> chunk.struct(Fields.Chunk.META_DATA).number(field))
        .sum();
  }

  @Test
  void sortedColumnsAreToldUpToTheFirstThatIsLeftOut() throws IOException {
    for (int[] sorting : new int[][] {{4, 0, 2}, {2, 4}}) {
      Path file = raw();
      List<ThriftStruct> columns = new ArrayList<>();
      for (int chunk : sorting) {
        org.apache.parquet.format.SortingColumn column =
            new org.apache.parquet.format.SortingColumn(chunk, true, false);
        columns.add(ThriftStruct.of(column));
      }
      FooterEdit.edit(
          file,
          FooterEdit.inList(
              Fields.File.ROW_GROUPS,
              0,
              group -> group.withStructs(Fields.Group.SORTING, columns)));

      project(file, named("id", "id"), named("day", "day"));

      ThriftStruct group = groups(file).get(0);
      assertThat(group.list(Fields.Group.SORTING, ThriftStruct.class))
          .extracting(column -> column.number(Fields.Sorting.CHUNK))
          .isEqualTo(sorting.length == 3 ? List.of(1L, 0L) : List.of());
      assertThat(group.has(Fields.Group.SORTING)).isEqualTo(sorting.length == 3);
    }
  }

  @Test
  void aColumnIsLeftOutAndTheOthersStayAsTheyAre() throws IOException {
    Path file = raw();
    ThriftStruct before = FooterEdit.footer(file);

    leaveOut(file, "Address");

    assertThat(schema(file).getPaths().stream().map(path -> path[0]))
        .containsExactly("id", "merchant_id", "amount", "at", "day", "tags");
    List<ThriftStruct> old = chunks(before.list(Fields.File.ROW_GROUPS, ThriftStruct.class).get(0));
    List<ThriftStruct> left = chunks(groups(file).get(0));
    assertThat(left.get(1).toBytes()).isEqualTo(old.get(1).toBytes());
    assertThat(left.get(5).toBytes()).isEqualTo(old.get(7).toBytes());

    ThriftStruct after = FooterEdit.footer(file);
    leaveOut(file, "no such column");
    assertThat(FooterEdit.footer(file).toBytes()).isEqualTo(after.toBytes());
  }

  private static List<ThriftStruct> chunks(ThriftStruct group) {
    return group.list(Fields.Group.CHUNKS, ThriftStruct.class);
  }

  /** One field has to stay: without any, nothing would say where the struct is null. */
  @Test
  void aStructOfWhoseFieldsNoneIsThereKeepsOneThatNoTableShows() throws IOException {
    Path file = raw();

    project(file, named("a", "address", struct(named("street", "street"))));

    assertThat(schema(file).getPaths()).hasSize(1);
    assertThat(schema(file).getPaths().get(0)).startsWith("a", "__delta_enrich_hidden");
  }

  @Test
  void chunksInAnotherOrderAreRefused() throws IOException {
    Path file = raw();
    FooterEdit.edit(
        file,
        FooterEdit.inData(0, data -> data.withTexts(Fields.Data.PATH, List.of("merchant_id"))));

    assertThatThrownBy(() -> project(file, named("id", "id")))
        .hasMessage("row group 0 has other column chunks than the schema has columns");
  }

  @Test
  void aFileOfNoneOfTheColumnsHasItsRows() throws IOException {
    Path file = raw();

    project(file, named("x", "x"));

    assertThat(schema(file).getFieldCount()).isZero();
    assertThat(groups(file)).allSatisfy(group -> assertThat(chunks(group)).isEmpty());
    assertThat(FooterEdit.footer(file).number(Fields.File.ROWS)).isEqualTo(900);
  }
}
