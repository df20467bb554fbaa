package dev.deltaenrich.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.config.KeyMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;

/** What a heap has room for, and what is done with a lookup that it has none for. */
class LookupRoomTest {
  private static final long GIB = 1L << 30;
  private static final int TEXT = 21;

  /** Measured: see docs/reliability.md. */
  @Test
  void holdsWhatWasMeasuredToFitAndNoMore() {
    LookupRoom one = new LookupRoom(GIB, 0);
    LookupRoom two = new LookupRoom(2 * GIB, 0);

    assertThat(one.holds(900_000, 1, 900_000L * TEXT)).isTrue();
    assertThat(one.holds(1_300_000, 1, 1_300_000L * TEXT)).isFalse();
    assertThat(two.holds(2_000_000, 1, 2_000_000L * TEXT)).isTrue();
    assertThat(two.holds(5_000_000, 1, 5_000_000L * TEXT)).isFalse();
  }

  @Test
  void countsTheTextsOfFewRowsAndTheValuesOfManyColumns() {
    LookupRoom room = new LookupRoom(GIB, 0);

    assertThat(room.holds(4_000, 1, 4_000L << 15)).isTrue();
    assertThat(room.holds(20_000, 1, 20_000L << 15)).isFalse();
    assertThat(room.holds(600_000, 1, 600_000L * TEXT)).isTrue();
    assertThat(room.holds(300_000, 8, 300_000L * TEXT)).isFalse();
  }

  @Test
  void theSmallerHeapDecides() {
    long rows = 1_300_000;

    assertThat(new LookupRoom(GIB, 0).holds(rows, 1, rows * TEXT)).isFalse();
    assertThat(new LookupRoom(GIB, GIB).holds(rows, 1, rows * TEXT)).isTrue();
    assertThat(new LookupRoom(GIB, GIB / 2).holds(rows, 1, rows * TEXT)).isFalse();
    assertThat(new LookupRoom(GIB / 2, 4 * GIB).holds(rows, 1, rows * TEXT)).isFalse();
  }

  @Test
  void aFewRowsFitIntoAnyHeap() {
    assertThat(new LookupRoom(64 << 20, 0).holds(1_000, 2, 50_000)).isTrue();
    assertThat(new LookupRoom(GIB, 64 << 20).holds(1_000, 2, 50_000)).isTrue();
  }

  /** The setting would allow it. */
  @Test
  void aReaderWhoseHeapIsSmallHandsOnPortions() {
    LookupFixture fixture = LookupFixture.holding();
    fixture.execute(
        "INSERT INTO merchant_lookup SELECT 'K' || i, rpad('v' || i, 100, '.')"
            + " FROM generate_series(1, 50000) i");
    List<Integer> portions = new ArrayList<>();
    LookupSpill spill = (columns, rows) -> portions.add(rows.size());

    Lookup spilled = fixture.readSpilling(spill.beyond(new LookupRoom(128 << 20, 0)));

    assertThat(spilled.spilled()).isTrue();
    assertThat(portions.size()).isGreaterThan(1);
    assertThat(portions.stream().mapToInt(rows -> rows).sum()).isEqualTo(50_000);
    assertThat(spilled.id()).isEqualTo(fixture.read().id());
  }

  @Test
  void wideRowsAreHandedOnByTheirBytes() {
    LookupFixture fixture = LookupFixture.holding();
    fixture.execute(
        "INSERT INTO merchant_lookup SELECT 'K' || i, repeat('\u00e4', 16384)"
            + " FROM generate_series(1, 500) i");
    List<Long> portions = new ArrayList<>();
    LookupSpill spill =
        (columns, rows) ->
            portions.add(rows.stream().mapToLong(row -> row.texts().get(0).length() * 2L).sum());

    Lookup spilled = fixture.readSpilling(spill.beyond(new LookupRoom(128 << 20, 0)));

    assertThat(spilled.bytes()).isGreaterThan(500L << 15);
    assertThat(portions).hasSizeGreaterThan(3).allMatch(bytes -> bytes < 8L << 20);
  }

  /** One round trip of the setting's 10,000 rows would meet the error before it gave a row. */
  @Test
  void wideRowsComeInRoundTripsOfTheirBytes() {
    LookupFixture fixture = LookupFixture.create();
    fixture.execute(
        "CREATE VIEW merchant_lookup AS SELECT 'K' || i merchant_id,"
            + " repeat('x', 32768 + 0 * (1 / (1000 - i))) category FROM generate_series(1, 2000) i");
    List<Integer> portions = new ArrayList<>();
    LookupSpill spill = (columns, rows) -> portions.add(rows.size());

    assertThatThrownBy(() -> fixture.readSpilling(spill.beyond(new LookupRoom(128 << 20, 0))))
        .hasMessageContaining("division by zero");

    assertThat(portions.stream().mapToInt(rows -> rows).sum()).isBetween(200, 999);
  }

  @Test
  void duplicatesAreFoundAmongKeysOfOneHash() {
    // "Aa" and "BB" have the same hash in Java.
    List<LookupRow> rows = rows("AaAa", "BBBB", "AaBB", "x", " x", "X", "AaAa", "y", "AaAa");

    assertThat(DuplicateKeys.among(rows, KeyMatch.EXACT)).isEqualTo(Map.of("AaAa", 3L));
    assertThat(DuplicateKeys.among(rows, KeyMatch.TRIM)).isEqualTo(Map.of("AaAa", 3L, "x", 2L));
    assertThat(DuplicateKeys.among(rows, KeyMatch.TRIM_IGNORE_CASE))
        .containsExactly(Map.entry("aaaa", 3L), Map.entry("x", 3L));
    assertThat(DuplicateKeys.among(rows("a", "b"), KeyMatch.TRIM)).isEmpty();
    assertThat(DuplicateKeys.among(List.of(), KeyMatch.TRIM)).isEmpty();
  }

  private static List<LookupRow> rows(String... keys) {
    return List.of(keys).stream().map(key -> new LookupRow(key, new Object[] {key})).toList();
  }

  @Test
  void lookupsThatAreHeldLeaveLessRoomForTheNext() {
    LookupRoom room = new LookupRoom(1L << 30, 0);
    Lookup held = lookup(600_000, false);

    assertThat(room.holds(held.rowCount(), 1, held.bytes())).isTrue();
    assertThat(room.beside(List.of(held)).holds(held.rowCount(), 1, held.bytes())).isFalse();
    assertThat(room.beside(List.of(held)).holds(10, 1, 100)).isTrue();
    assertThat(room.beside(List.of(lookup(600_000, true)))).isEqualTo(room);
  }

  private static Lookup lookup(long rows, boolean spilled) {
    LookupColumn column = new LookupColumn("category", DataTypes.StringType);
    return new Lookup("id", "t", List.of(), List.of(column), rows, rows * 25, List.of(), spilled);
  }
}
