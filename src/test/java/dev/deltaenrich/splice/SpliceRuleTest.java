package dev.deltaenrich.splice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.config.KeyMatch;
import dev.deltaenrich.splice.RawFile.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpliceRuleTest {
  @TempDir java.nio.file.Path folder;

  private static SpliceRule rule(AddedColumn column, Object... values) {
    Map<String, Object[]> lookup = new HashMap<>();
    for (int i = 0; i < values.length; i++) {
      lookup.put("MER-" + i, new Object[] {values[i]});
    }
    return new SpliceRule(
        "merchant_id", List.of(column), KeyMatch.TRIM, lookup, new Object[] {null});
  }

  private ColumnFigures figures(AddedColumn column, Object... values) throws Exception {
    Path file =
        RawFile.write(
            new Path(folder.toUri().getPath(), "raw.parquet"),
            Shape.PLAIN_SPARK,
            List.of("MER-0", "MER-1", "MER-2", "MER-3", "MER-3"));
    return Spliced.of(file, rule(column, values)).tail().figures().get(0);
  }

  @Test
  void ruleTravels() throws Exception {
    PreparedLookup rule =
        PreparedLookup.of(AllTypes.rule(List.of("a", "b"), KeyMatch.EXACT, new Random(3), 9));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ObjectOutputStream objects = new ObjectOutputStream(out)) {
      objects.writeObject(rule);
    }

    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(out.toByteArray()))) {
      PreparedLookup copy = (PreparedLookup) in.readObject();
      assertThat(copy).usingRecursiveComparison().isEqualTo(rule);
    }
  }

  @Test
  void figuresAreOfTheValuesThatOccur() throws Exception {
    AddedColumn text = AddedColumn.of("c", ValueType.STRING);
    assertThat(figures(text, "b", "ä", "Z", null, "unused"))
        .isEqualTo(new ColumnFigures("c", "Z", "ä", 2));
    assertThat(figures(text)).isEqualTo(new ColumnFigures("c", null, null, 5));
    assertThat(figures(AddedColumn.decimal("c", 5, 2), new BigDecimal("1.5"), new BigDecimal("-2")))
        .isEqualTo(new ColumnFigures("c", new BigDecimal("-2.00"), new BigDecimal("1.50"), 3));
  }

  /** It is larger than all numbers to some readers and equal to none to others. */
  @Test
  void notANumberLeavesNoBounds() throws Exception {
    assertThat(figures(AddedColumn.of("c", ValueType.DOUBLE), 1.0, Double.NaN, -3.0))
        .isEqualTo(new ColumnFigures("c", null, null, 2));
    assertThat(figures(AddedColumn.of("c", ValueType.FLOAT), 1f, Float.NaN, null, -3f))
        .isEqualTo(new ColumnFigures("c", null, null, 1));
    assertThat(figures(AddedColumn.of("c", ValueType.FLOAT), 1f, -0f, 0f, -3f))
        .isEqualTo(new ColumnFigures("c", -3f, 1f, 0));
  }

  @Test
  void valuesOfAnotherTypeAreRefusedBeforeAnyFile() {
    assertRefused(AddedColumn.of("c", ValueType.STRING), 5);
    assertRefused(AddedColumn.of("c", ValueType.SHORT), 40_000);
    assertRefused(AddedColumn.of("c", ValueType.INTEGER), 5L);
    assertRefused(AddedColumn.decimal("c", 4, 2), new BigDecimal("123.45"));
    assertRefused(AddedColumn.decimal("c", 4, 2), new BigDecimal("1.234"));
    assertRefused(AddedColumn.of("c", ValueType.TIMESTAMP), Instant.MAX);
  }

  private static void assertRefused(AddedColumn column, Object value) {
    assertThatThrownBy(() -> PreparedLookup.of(rule(column, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("%s is no value of column c %s(".formatted(value, column.type()));
  }

  @Test
  void rulesThatMakeNoSenseAreRefused() {
    AddedColumn column = AddedColumn.of("c", ValueType.STRING);
    Object[] one = {null};
    assertThatThrownBy(() -> new SpliceRule("k", List.of(), KeyMatch.TRIM, Map.of(), one))
        .hasMessage("no column to add");
    assertThatThrownBy(
            () ->
                new SpliceRule(
                    "k",
                    List.of(column, AddedColumn.of("C", ValueType.LONG)),
                    KeyMatch.TRIM,
                    Map.of(),
                    new Object[2]))
        .hasMessage("column C is added twice");
    assertThatThrownBy(
            () ->
                new SpliceRule(
                    "k", List.of(column), KeyMatch.TRIM, Map.of("a", new Object[2]), one))
        .hasMessage("a row of values has not one for each column");
    for (int[] digits : Arrays.asList(new int[] {39, 0}, new int[] {5, 6}, new int[] {0, 0})) {
      assertThatThrownBy(() -> AddedColumn.decimal("c", digits[0], digits[1]))
          .hasMessageStartingWith("no such type: DECIMAL(");
    }
    assertThatThrownBy(() -> new AddedColumn("c", ValueType.LONG, 3, 0))
        .hasMessage("no such type: LONG(3,0)");
  }

  @Test
  void timesBefore1970AreCutOffDownwards() throws IOException {
    assertThat(
            ColumnType.stored(
                AddedColumn.of("c", ValueType.TIMESTAMP),
                Instant.parse("1969-12-31T23:59:59.9999999Z")))
        .isEqualTo(-1L);
  }
}
