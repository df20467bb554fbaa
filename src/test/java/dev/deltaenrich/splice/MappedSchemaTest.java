package dev.deltaenrich.splice;

import static dev.deltaenrich.splice.Projected.LEAF;
import static dev.deltaenrich.splice.Projected.listOf;
import static dev.deltaenrich.splice.Projected.named;
import static dev.deltaenrich.splice.Projected.project;
import static dev.deltaenrich.splice.Projected.schema;
import static dev.deltaenrich.splice.Projected.struct;
import static dev.deltaenrich.splice.Projected.values;
import static dev.deltaenrich.splice.Projected.withId;
import static dev.deltaenrich.splice.Projected.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.splice.RawFile.Shape;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Columns of a table are found in a file by names or ids, in all forms that lists have. */
class MappedSchemaTest {
  @TempDir java.nio.file.Path folder;

  private Path raw() throws IOException {
    return RawFile.write(
        new Path(folder.toUri().getPath(), "raw.parquet"), Shape.PLAIN_SPARK, List.of("a", "b"));
  }

  @Test
  void columnsAreFoundByIdsWhateverTheyAreCalled() throws IOException {
    Path file =
        written(
            folder,
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
            folder,
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
    Path file = written(folder, schema, List.of("1"));

    assertThatThrownBy(() -> project(file, named("x", "Aa")))
        .hasMessage("it has several columns that may be 'x'");

    project(file, named("x", "AA"));
    assertThat(values(file)).containsExactly("x: 1 AA\n");
  }
}
