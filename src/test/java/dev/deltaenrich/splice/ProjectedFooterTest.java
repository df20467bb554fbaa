package dev.deltaenrich.splice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.splice.RawFile.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetFileWriter.Mode;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file whose footer is projected is read as if it had been written with those columns. */
class ProjectedFooterTest {
  private static final String SPARK = "org.apache.spark.sql.parquet.row.metadata";
  private static final MappedType LEAF = new MappedType.Leaf();

  @TempDir java.nio.file.Path folder;

  private static MappedColumn named(String name, String physical, MappedType type) {
    return new MappedColumn(name, physical, null, type);
  }

  private static MappedColumn named(String name, String physical) {
    return named(name, physical, LEAF);
  }

  private static MappedColumn withId(String name, int id, MappedType type) {
    return new MappedColumn(name, "col-" + name, id, type);
  }

  private static MappedType struct(MappedColumn... fields) {
    return new MappedType.Struct(List.of(fields));
  }

  private static MappedType listOf(MappedType element) {
    return new MappedType.ListOf(element);
  }

  private Path raw() throws IOException {
    return RawFile.write(
        new Path(folder.toUri().getPath(), "raw.parquet"),
        Shape.PLAIN_SPARK,
        IntStream.range(0, 900).mapToObj(i -> "MER-" + i % 9).toList(),
        builder -> builder.withExtraMetaData(Map.of(SPARK, "{}", "writer", "example")));
  }

  private Path written(String schema, List<String> rows) throws IOException {
    MessageType type = MessageTypeParser.parseMessageType(schema);
    Path file = new Path(folder.toUri().getPath(), "written.parquet");
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(file)
            .withConf(RawFile.CONF)
            .withType(type)
            .withWriteMode(Mode.OVERWRITE)
            .build()) {
      for (String row : rows) {
        Group group = new SimpleGroup(type);
        fill(group, row);
        writer.write(group);
      }
    }
    return file;
  }

  /** Gives every leaf, at any depth, a value that tells its place. */
  private static void fill(Group group, String value) {
    group
        .getType()
        .getFields()
        .forEach(
            field -> {
              if (field.isPrimitive()) {
                group.append(field.getName(), value + " " + field.getName());
              } else {
                fill(group.addGroup(field.getName()), value);
              }
            });
  }

  private static void project(Path file, MappedColumn... columns) throws IOException {
    FooterEdit.edit(
        file,
        footer -> {
          try {
            return ProjectedFooter.mapped(footer, List.of(columns));
          } catch (NotSpliceableException e) {
            throw new IllegalStateException(e.getMessage(), e);
          }
        });
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

  private static MessageType schema(Path file) throws IOException {
    return FooterSchema.of(FooterEdit.footer(file));
  }

  private static List<String> values(Path file) throws IOException {
    return RawFile.read(file).stream().map(Group::toString).toList();
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
  void columnsAreFoundByIdsWhateverTheyAreCalled() throws IOException {
    Path file =
        written(
            """
            message m {
              required binary b (STRING) = 1;
              required group s = 2 {
                required binary x (STRING) = 7;
                required binary col-x (STRING) = 8;
              }
              required binary a (STRING) = 3;
            }""",
            List.of("1"));

    project(
        file,
        withId("a", 1, LEAF),
        withId("b", 3, LEAF),
        withId("s", 2, struct(withId("x", 8, LEAF))));

    assertThat(values(file)).containsExactly("a: 1 b\ns\n  x: 1 col-x\nb: 1 a\n");
    assertThat(FooterEdit.footer(file).list(Fields.File.SCHEMA, ThriftStruct.class))
        .noneMatch(element -> element.has(Fields.Element.FIELD_ID));
  }

  @Test
  void aFileWithoutIdsIsNotReadByIds() throws IOException {
    assertThatThrownBy(() -> project(raw(), withId("id", 1, LEAF)))
        .hasMessage("its columns have no ids, by which the table finds them");
  }

  /** Readers tell the forms apart by the names that are changed here. */
  @Test
  void listsOfAllFormsStayLists() throws IOException {
    Path file =
        written(
            """
            message m {
              required group plain (LIST) {
                repeated group list { required group element { required binary p (STRING); required binary q (STRING); } }
              }
              required group thrift (LIST) {
                repeated group thrift_tuple { required binary p (STRING); }
              }
              required group avro (LIST) {
                repeated group array { required binary p (STRING); }
              }
              required group pair (LIST) {
                repeated group bag { required binary p (STRING); required binary q (STRING); }
              }
              required group bare (LIST) {
                repeated binary element (STRING);
              }
              required group inside (LIST) {
                repeated group other_tuple { required binary p (STRING); }
              }
              repeated group itself { required binary p (STRING); }
              required group m (MAP) {
                repeated group key_value {
                  required binary key (STRING);
                  required group value { required binary p (STRING); required binary q (STRING); }
                }
              }
            }""",
            List.of("1"));
    MappedType inside = struct(named("name", "p"));

    project(
        file,
        named("a", "plain", listOf(inside)),
        named("b", "thrift", listOf(inside)),
        named("c", "avro", listOf(inside)),
        named("d", "pair", listOf(inside)),
        named("e", "bare", listOf(LEAF)),
        named("other", "inside", listOf(LEAF)),
        named("g", "itself", listOf(inside)),
        named("h", "m", new MappedType.MapOf(LEAF, inside)));

    assertThat(schema(file).getPaths().stream().map(path -> String.join(".", path)))
        .containsExactly(
            "a.list.element.name",
            "b.array.name",
            "c.array.name",
            "d.array.name",
            "e.element",
            "other.list.p",
            "g.name",
            "h.key_value.key",
            "h.key_value.value.name");
    assertThat(values(file).get(0))
        .isEqualTo(
            """
            a
              list
                element
                  name: 1 p
            b
              array
                name: 1 p
            c
              array
                name: 1 p
            d
              array
                name: 1 p
            e
              element: 1 element
            other
              list
                p: 1 p
            g
              name: 1 p
            h
              key_value
                key: 1 key
                value
                  name: 1 p
            """);
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

  /** All such fields say whether the struct is null; a reader would take it for null. */
  @Test
  void aStructOfWhoseFieldsNoneIsThereIsRefused() {
    assertThatThrownBy(
            () -> project(raw(), named("a", "address", struct(named("street", "street")))))
        .hasMessage("it has none of the fields of a struct in its column 'a'");
  }

  @Test
  void anotherKindOfColumnIsRefused() {
    for (MappedColumn column :
        List.of(
            named("a", "address"),
            named("a", "address", listOf(LEAF)),
            named("a", "id", struct(named("b", "b"))),
            named("a", "tags", struct(named("list", "list"))),
            named("a", "tags", new MappedType.MapOf(LEAF, LEAF)))) {
      assertThatThrownBy(() -> project(raw(), column))
          .hasMessageEndingWith("is of another kind than the table's");
    }
  }

  @Test
  void columnsThatDifferInCaseAloneAreToldApartByTheirSpelling() throws IOException {
    String schema =
        "message m { required binary aa (STRING); required binary AA (STRING); required binary b (STRING); }";
    Path file = written(schema, List.of("1"));

    assertThatThrownBy(() -> project(file, named("x", "Aa")))
        .hasMessage("it has several columns that may be 'x'");

    project(file, named("x", "AA"));
    assertThat(values(file)).containsExactly("x: 1 AA\n");
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
