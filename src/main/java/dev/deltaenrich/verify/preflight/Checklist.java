package dev.deltaenrich.verify.preflight;

import dev.deltaenrich.failure.EnrichException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes checks one after the other and keeps their outcomes. A check has its own thread, so that
 * one that hangs is given up after its limit; the thread is a daemon and may live on. For use by
 * one thread.
 */
final class Checklist {
  private static final Logger LOG = LoggerFactory.getLogger(Checklist.class);

  private final Map<String, CheckLine> lines = new LinkedHashMap<>();
  private final Duration limit;
  private final long deadline;

  /**
   * @param limit the longest time for one check
   * @param total the longest time for all
   */
  Checklist(Duration limit, Duration total) {
    this.limit = limit;
    this.deadline = System.nanoTime() + total.toNanos();
  }

  /** One check: returns what was found. */
  interface Check {
    String run() throws Exception;
  }

  /** Makes a check, unless one that it needs did not end well. */
  void add(String name, Check check, String... needs) {
    add(limit, name, check, needs);
  }

  /**
   * The same for a check that is slow without anything being wrong: it may take what is left of the
   * time for all.
   */
  void addSlow(String name, Check check, String... needs) {
    add(Duration.ofNanos(Long.MAX_VALUE), name, check, needs);
  }

  private void add(Duration most, String name, Check check, String... needs) {
    Optional<String> missing =
        Arrays.stream(needs).filter(need -> !lines.get(need).isOk()).findFirst();
    CheckLine line =
        missing.map(need -> CheckLine.skipped(name, need)).orElseGet(() -> line(most, name, check));
    LOG.debug("{}", line.text());
    lines.put(name, line);
  }

  List<CheckLine> lines() {
    return List.copyOf(lines.values());
  }

  private CheckLine line(Duration most, String name, Check check) {
    try {
      return CheckLine.ok(name, within(most, check));
    } catch (CheckFailure e) {
      return CheckLine.failed(name, e);
    } catch (EnrichException e) {
      return CheckLine.failed(name, CheckFailure.of(e));
    } catch (Throwable e) {
      LOG.debug("{}", name, e);
      String what = e instanceof LinkageError ? "a class is missing (%s)" : "%s";
      String fix =
          e instanceof LinkageError
              ? "add the packages that the README lists to spark-submit"
              : "see the log at DEBUG";
      return CheckLine.failed(name, new CheckFailure(what.formatted(firstLine(e)), fix));
    }
  }

  private String within(Duration most, Check check) throws Throwable {
    ExecutorService thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread daemon = new Thread(task, "check");
              daemon.setDaemon(true);
              return daemon;
            });
    long nanos = Math.max(0, Math.min(most.toNanos(), deadline - System.nanoTime()));
    Future<String> outcome = thread.submit(check::run);
    try {
      return outcome.get(nanos, TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw e.getCause();
    } catch (TimeoutException e) {
      throw CheckFailure.passing(
          "no answer within %.0f s".formatted(nanos / 1e9),
          "check that the service runs and that this machine reaches it");
    } finally {
      thread.shutdownNow();
    }
  }

  private static String firstLine(Throwable failure) {
    return failure.toString().lines().findFirst().orElse("");
  }
}
