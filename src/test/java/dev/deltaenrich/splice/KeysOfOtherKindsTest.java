package dev.deltaenrich.splice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.config.KeyMatch;
import dev.deltaenrich.plan.MatchCounts;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.format.ConvertedType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that are one for a whole file or none, keys without an annotation, and names that clash. */
class KeysOfOtherKindsTest {
  private static final int ROWS = 700;
  private static final Map<String, String> FOOD = Map.of("MER-1", "food");

  @TempDir java.nio.file.Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = RawFile.ofMerchants(folder, ROWS, 7);
  }

  private static SpliceRule rule(String key, String column) {
    SpliceRule rule = Spliced.categories(FOOD, "none");
    return new SpliceRule(
        key,
        List.of(AddedColumn.of(column, ValueType.STRING)),
        rule.match(),
        rule.lookup(),
        rule.unmatched());
  }

  private static List<String> column(Path file, String name) throws IOException {
    return RawFile.read(file).stream().map(row -> row.getString(name, 0)).distinct().toList();
  }

  private static MatchCounts counts(Spliced spliced) {
    return spliced.tail().counts().get(0);
  }

  @Test
  void aFileWithoutTheKeyHasRowsWithoutAKey() throws Exception {
    Spliced spliced = Spliced.of(file, rule("shop_id", "category"));

    assertThat(column(spliced.target(), "category")).containsExactly("none");
    assertThat(RawFile.read(spliced.target())).hasSize(ROWS);
    assertThat(counts(spliced).nullKey()).isEqualTo(ROWS);
    assertThat(spliced.tail().figures().get(0).min()).isEqualTo("none");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {" MER-1 ", "MER-2", "merchant"})
  void aKeyMayBeOneForTheFile(String key) throws Exception {
    Spliced spliced = Spliced.withKey(file, rule("merchant", "category"), key);

    boolean known = key != null && key.equals(" MER-1 ");
    assertThat(column(spliced.target(), "category")).containsExactly(known ? "food" : "none");
    assertThat(counts(spliced).rows()).isEqualTo(ROWS);
    assertThat(counts(spliced).matched()).isEqualTo(known ? ROWS : 0);
    assertThat(counts(spliced).nullKey()).isEqualTo(key == null ? ROWS : 0);
    assertThat(counts(spliced).unknownKeys())
        .isEqualTo(key == null || known ? Map.of() : Map.of(key, (long) ROWS));
  }

  @Test
  void noKeyIsFoundInAFileThatHasNone() throws Exception {
    SoughtKeys sought = SoughtKeys.of(KeyMatch.EXACT, "MER-1", "MER-2");

    assertThat(sought.count(file, "shop_id")).isZero();
    assertThat(sought.count(file, "merchant_id")).isEqualTo(2);
  }

  @ParameterizedTest
  @NullSource
  @EnumSource(names = {"ENUM", "JSON", "UTF8"})
  void aKeyIsTextWhereTheTableSaysSo(ConvertedType annotation) throws Exception {
    UnaryOperator<ThriftStruct> edit =
        element -> {
          ThriftStruct bare = element.without(Fields.Element.LOGICAL_TYPE);
          return annotation == null
              ? bare.without(Fields.Element.CONVERTED_TYPE)
              : bare.withNumber(Fields.Element.CONVERTED_TYPE, annotation.getValue());
        };
    FooterEdit.edit(file, FooterEdit.inList(Fields.File.SCHEMA, 2, edit));

    Spliced spliced = Spliced.of(file, rule("merchant_id", "category"));

    assertThat(counts(spliced).matched()).isEqualTo(ROWS / 7);
  }

  /** The table does not show it, or the run would have been refused. */
  @ParameterizedTest
  @ValueSource(strings = {"amount", "AMOUNT", "Address"})
  void aColumnOfANewOnesNameIsLeftOut(String name) throws Exception {
    Spliced spliced = Spliced.of(file, rule("merchant_id", name));

    List<Group> rows = RawFile.read(spliced.target());
    assertThat(rows).hasSize(ROWS);
    assertThat(rows.get(0).getType().getFields().stream().map(field -> field.getName()))
        .filteredOn(name::equalsIgnoreCase)
        .containsExactly(name);
    assertThat(column(spliced.target(), name)).containsExactly("none", "food");
  }

  @Test
  void mappedColumnsAreSplicedByTheNamesOfTheTable() throws Exception {
    MappedType leaf = new MappedType.Leaf();
    SourceColumns columns =
        new SourceColumns(
            List.of(
                new MappedColumn("number", "id", null, leaf),
                new MappedColumn("key", "merchant_id", null, leaf)),
            List.of());

    Spliced spliced =
        Spliced.of(
            file,
            new Splicer(RawFile.CONF, List.of(PreparedLookup.of(rule("KEY", "id"))), columns));

    assertThat(RawFile.read(spliced.target()).get(8))
        .hasToString("number: 8\nkey: MER-1\nid: food\n");
  }
}
