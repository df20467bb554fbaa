package dev.deltaenrich.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How far ahead things are opened, and that none is lost. */
class ReadAheadTest {
  private static final int THINGS = 200;
  private static final int AT_ONCE = 64;

  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger mostUnderWay = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();

  private ReadAhead<Integer, Integer> reading(Function<Integer, Integer> opening, long bytes) {
    return new ReadAhead<>(
        AT_ONCE,
        IntStream.range(0, THINGS).iterator(),
        opening,
        number -> bytes,
        number -> closed.incrementAndGet());
  }

  private Integer late(Integer number) {
    mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
    pause(20);
    underWay.decrementAndGet();
    return number;
  }

  private static void pause(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Integer> all(ReadAhead<Integer, Integer> reading) throws IOException {
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < THINGS; i++) {
      all.add(reading.next());
    }
    return all;
  }

  @Test
  void whatComesLateIsAskedForEarlier() throws IOException {
    try (ReadAhead<Integer, Integer> reading = reading(this::late, 1)) {
      assertThat(all(reading)).isEqualTo(IntStream.range(0, THINGS).boxed().toList());
    }
    assertThat(mostUnderWay.get()).isGreaterThan(30);
  }

  @Test
  void whatComesInTimeIsNot() throws IOException {
    AtomicInteger opened = new AtomicInteger();
    try (ReadAhead<Integer, Integer> reading = reading(number -> opened.getAndIncrement(), 1)) {
      reading.next();
      for (int used = 1; used < 50; used++) {
        while (opened.get() <= used) {
          pause(1);
        }
        pause(1);
        assertThat(opened.get() - used).isBetween(1, 8);
        reading.next();
      }
    }
  }

  @Test
  void largeThingsAreOpenedOneByOne() throws IOException {
    try (ReadAhead<Integer, Integer> reading = reading(this::late, 1L << 27)) {
      for (int i = 0; i < 10; i++) {
        assertThat(reading.next()).isEqualTo(i);
      }
    }
    assertThat(mostUnderWay.get()).isEqualTo(1);
  }

  @Test
  void aFailureComesWhereItsThingWasWanted() throws IOException {
    try (ReadAhead<Integer, Integer> reading =
        reading(
            number -> {
              if (number == 2) {
                throw new IllegalArgumentException("no second one");
              }
              return number;
            },
            1)) {
      assertThat(reading.next()).isZero();
      assertThat(reading.next()).isEqualTo(1);
      assertThatThrownBy(reading::next).hasMessage("no second one");
    }
  }

  @Test
  void whatIsNotUsedIsClosed() throws IOException {
    AtomicInteger opened = new AtomicInteger();
    ReadAhead<Integer, Integer> reading = reading(number -> opened.incrementAndGet(), 1);
    reading.next();
    pause(100);
    reading.close();

    assertThat(closed.get()).isEqualTo(opened.get() - 1).isPositive();
  }
}
