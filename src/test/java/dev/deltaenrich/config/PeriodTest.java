package dev.deltaenrich.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeriodTest {
  private static final Period TEN_TO_TWENTY = new Period(10, 20);

  @Test
  void isHalfOpen() {
    assertThat(TEN_TO_TWENTY.has(9)).isFalse();
    assertThat(TEN_TO_TWENTY.has(10)).isTrue();
    assertThat(TEN_TO_TWENTY.has(19)).isTrue();
    assertThat(TEN_TO_TWENTY.has(20)).isFalse();
    assertThat(TEN_TO_TWENTY.overlaps(new Period(20, 30))).isFalse();
    assertThat(TEN_TO_TWENTY.overlaps(new Period(19, 30))).isTrue();
    assertThat(new Period(10, 10).isEmpty()).isTrue();
    assertThat(TEN_TO_TWENTY.with(new Period(30, 40))).isEqualTo(new Period(10, 40));
  }

  @Test
  void standsAfterAKeyAndComesOffAgain() {
    for (Period period :
        new Period[] {TEN_TO_TWENTY, Period.ALWAYS, new Period(-5, Long.MAX_VALUE)}) {
      for (String key : new String[] {"a", "", "a\0b", "\0"}) {
        String both = period.after(key);
        assertThat(Period.isAfter(both)).isTrue();
        assertThat(Period.of(both)).isEqualTo(period);
        assertThat(Period.keyOf(both)).isEqualTo(key);
        assertThat(KeyMatch.TRIM_IGNORE_CASE.normalise(period.after(" A ")))
            .isEqualTo(period.after("a"));
      }
    }
    assertThat(Period.isAfter("a")).isFalse();
    assertThat(Period.isAfter("a\0b\0c")).isFalse();
    assertThatThrownBy(() -> Period.of("a")).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "Europe/Berlin, 2024-03-31T02:30:00Z, 2024-03-31T01:30:00Z",
    "Europe/Berlin, 2024-10-27T02:30:00Z, 2024-10-27T00:30:00Z",
    "America/New_York, 2024-01-01T00:00:00.000001Z, 2024-01-01T05:00:00.000001Z",
    "UTC, 9999-12-31T00:00:00Z, 9999-12-31T00:00:00Z",
    "Asia/Tokyo, 0001-01-02T00:00:00Z, 0001-01-01T14:41:01Z"
  })
  void clocksOfAZoneShowAMoment(String zone, String shown, String moment) {
    assertThat(Period.shown(Period.ofLocal(Period.micros(Instant.parse(shown)), ZoneId.of(zone))))
        .isEqualTo(moment);
  }

  @Test
  void isShownInWords() {
    assertThat(new Period(0, 86_400_000_000L).shown())
        .isEqualTo("from 1970-01-01T00:00:00Z to 1970-01-02T00:00:00Z");
    assertThat(new Period(0, Long.MAX_VALUE).shown()).isEqualTo("from 1970-01-01T00:00:00Z on");
    assertThat(new Period(Long.MIN_VALUE, 0).shown()).isEqualTo("until 1970-01-01T00:00:00Z");
    assertThat(Period.ALWAYS.shown()).isEqualTo("always");
  }

  @Test
  void momentsThatNoLongCanCountAreAnError() {
    assertThatThrownBy(() -> Period.micros(Instant.MAX)).isInstanceOf(ArithmeticException.class);
  }
}
