package dev.deltaenrich.job;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Times a run's phases and says when one ends. Not thread-safe. */
final class Phases {
  private static final Logger LOG = LoggerFactory.getLogger(Phases.class);
  private static final double NANOS = 1e9;

  private final long start = System.nanoTime();
  private final Map<String, Double> seconds = new LinkedHashMap<>();

  <T> T time(String phase, Supplier<T> work) {
    long before = System.nanoTime();
    T result = work.get();
    double taken = (System.nanoTime() - before) / NANOS;
    seconds.merge(phase, rounded(taken), Double::sum);
    LOG.info("Phase {}: {} s", phase, rounded(taken));
    return result;
  }

  void time(String phase, Runnable work) {
    time(
        phase,
        () -> {
          work.run();
          return null;
        });
  }

  /** Seconds by phase, in the order the phases ended. */
  Map<String, Double> seconds() {
    return seconds;
  }

  /** Seconds since the run began. */
  double total() {
    return rounded((System.nanoTime() - start) / NANOS);
  }

  private static double rounded(double seconds) {
    return Math.round(seconds * 100) / 100.0;
  }
}
