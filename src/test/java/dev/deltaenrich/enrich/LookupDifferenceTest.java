package dev.deltaenrich.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.config.KeyMatch;
import dev.deltaenrich.services.TestSession;
import dev.deltaenrich.source.Lookup;
import dev.deltaenrich.source.LookupColumn;
import dev.deltaenrich.source.LookupRow;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** Which keys a lookup's rows changed for, held in memory and joined by Spark alike. */
class LookupDifferenceTest {
  private static final List<LookupColumn> COLUMNS =
      List.of(
          new LookupColumn("category", DataTypes.StringType),
          new LookupColumn("rank", DataTypes.IntegerType));
  private static final StructType KEPT =
      new StructType()
          .add("key", DataTypes.StringType)
          .add("values", DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType));

  private static LookupRow row(String key, String category, Integer rank) {
    return new LookupRow(key, new Object[] {category, rank});
  }

  private static Lookup lookup(LookupRow... rows) {
    return new Lookup(
        "id", "merchant_lookup", List.of(), COLUMNS, rows.length, 100, List.of(rows), false);
  }

  /** As the lookup history has them. */
  private static Dataset<Row> kept(LookupRow... rows) {
    List<Row> kept =
        Arrays.stream(rows)
            .map(
                row -> {
                  Map<String, String> values = new HashMap<>();
                  values.put("category", row.texts().get(0));
                  values.put("rank", row.texts().get(1));
                  return RowFactory.create(row.key(), values);
                })
            .toList();
    return TestSession.get().createDataFrame(kept, KEPT);
  }

  private static void assertChanged(
      KeyMatch match, LookupRow[] before, LookupRow[] now, String... keys) {
    LookupDifference difference = new LookupDifference(COLUMNS, match);

    assertThat(difference.changedKeys(kept(before), lookup(now)).orElseThrow())
        .as("held in memory")
        .containsExactlyInAnyOrder(keys);
    assertThat(difference.changedKeys(kept(before), kept(now)).orElseThrow())
        .as("joined")
        .containsExactlyInAnyOrder(keys);
  }

  @Test
  void keysThatCameWentOrHaveOtherValuesAreChanged() {
    assertChanged(
        KeyMatch.EXACT,
        new LookupRow[] {
          row("same", "Food", 1),
          row("nothing", null, null),
          row("gone", "Food", 1),
          row("gone without values", null, null),
          row("second column", "Food", 1),
          row("emptied", "Food", 1),
          row("filled", null, 1),
          row("Case", "Food", 1)
        },
        new LookupRow[] {
          row("same", "Food", 1),
          row("nothing", null, null),
          row("new", "Food", 1),
          row("new without values", null, null),
          row("second column", "Food", 2),
          row("emptied", "", 1),
          row("filled", "Food", 1),
          row("case", "Food", 1)
        },
        "gone",
        "gone without values",
        "new",
        "new without values",
        "second column",
        "emptied",
        "filled",
        "Case",
        "case");
  }

  @Test
  void keysThatAreComparedAlikeAreOne() {
    assertChanged(
        KeyMatch.TRIM_IGNORE_CASE,
        new LookupRow[] {row(" SAME", "Food", 1), row("Other ", "Food", 1)},
        new LookupRow[] {row("same ", "Food", 1), row("OTHER", "Fuel", 1)},
        "other");
  }
}
