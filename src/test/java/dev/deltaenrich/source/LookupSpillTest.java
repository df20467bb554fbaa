package dev.deltaenrich.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.services.Postgres;
import dev.deltaenrich.services.Relay;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Lookups over {@code lookup.max-broadcast-bytes}. */
class LookupSpillTest {
  private static final int ROWS = 300_000;

  /** Each row is 10 bytes of key and 190 of value. */
  private static final LookupFixture LARGE = large();

  private static LookupFixture large() {
    LookupFixture fixture = LookupFixture.holding();
    fixture.execute(
        "INSERT INTO merchant_lookup SELECT to_char(i, 'FM0000000000'), rpad('v' || i, 190, '.')"
            + " FROM generate_series(1, %d) i".formatted(ROWS));
    return fixture;
  }

  @Test
  void handsOnPortionsOfTheBoundsSizeAndHoldsNone() {
    List<Integer> portions = new ArrayList<>();
    Lookup lookup =
        LARGE.readSpilling(
            (columns, rows) -> portions.add(rows.size()), "lookup.max-broadcast-bytes=10MiB");

    assertThat(lookup.spilled()).isTrue();
    assertThat(lookup.rows()).isEmpty();
    assertThat(lookup.rowCount()).isEqualTo(ROWS);
    assertThat(lookup.bytes()).isEqualTo(200L * ROWS);
    assertThat(portions).hasSize(6).allMatch(rows -> rows <= (10 << 20) / 200 + 1);
    assertThat(portions.stream().mapToInt(rows -> rows).sum()).isEqualTo(ROWS);
  }

  @Test
  void hasTheSameIdentityHoweverMuchIsHeld() {
    assertThat(LARGE.readSpilling((columns, rows) -> {}, "lookup.max-broadcast-bytes=1MiB").id())
        .isEqualTo(LARGE.read().id());
  }

  /** The driver would otherwise hold the whole answer before it gives out the first row. */
  @Test
  void fetchesRowsAsTheyAreTaken() throws Exception {
    try (Relay relay = Relay.to(Postgres.port())) {
      AtomicLong atFirstPortion = new AtomicLong();
      LARGE.readSpilling(
          (columns, rows) -> atFirstPortion.compareAndSet(0, relay.received()),
          "lookup.max-broadcast-bytes=1MiB",
          "lookup.jdbc.fetch-size=1000",
          "lookup.jdbc.url=jdbc:postgresql://127.0.0.1:%d/%s"
              .formatted(relay.port(), LARGE.database()));

      assertThat(relay.received()).isGreaterThan(200L * ROWS);
      assertThat(atFirstPortion.get()).isBetween(1L << 20, 5L << 20);
    }
  }

  @Test
  void findsDuplicatesAcrossPortions() {
    LookupFixture fixture = LookupFixture.holding();
    fixture.execute(
        "INSERT INTO merchant_lookup SELECT 'K' || i, 'x' FROM generate_series(1, 1000) i",
        "INSERT INTO merchant_lookup VALUES ('K7', 'y'), ('K7', 'z'), (' k8 ', 'y')");
    String small = "lookup.max-broadcast-bytes=100B";

    assertThat(fixture.failure(ErrorCode.LOOKUP_DUPLICATES, small))
        .hasMessageContaining(
            "with lookup.match=exact, 'merchant_id' is not unique: 'K7' (3 rows);");
    assertThat(fixture.failure(ErrorCode.LOOKUP_DUPLICATES, small, "lookup.match=trim-ignore-case"))
        .hasMessageContaining("'k7' (3 rows), 'k8' (2 rows);");
    assertThat(
            fixture
                .readSpilling((columns, rows) -> {}, small, "lookup.duplicates=first:category")
                .rowCount())
        .isEqualTo(1001);
  }

  @Test
  void doesNotCountRowsWithoutAKeyAsDuplicates() {
    LookupFixture fixture = LookupFixture.holding("null=a", "null=b");
    fixture.execute(
        "INSERT INTO merchant_lookup SELECT 'K' || i, 'x' FROM generate_series(1, 100) i");

    assertThat(
            fixture
                .readSpilling((columns, rows) -> {}, "lookup.max-broadcast-bytes=100B")
                .rowCount())
        .isEqualTo(100);
  }
}
