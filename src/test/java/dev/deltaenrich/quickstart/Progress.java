package dev.deltaenrich.quickstart;

import java.io.PrintStream;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Shows which phase is running: a line a phase when it is over, and on a terminal one that counts
 * the seconds until then. One phase at a time.
 */
final class Progress {
  private static final String CLEAR_LINE = "\r\u001b[K";
  private static final int TICK_MILLIS = 250;

  private final PrintStream out;
  private final boolean terminal;
  private final int phases;
  private int phase;

  Progress(PrintStream out, boolean terminal, int phases) {
    this.out = out;
    this.terminal = terminal;
    this.phases = phases;
  }

  /** Does {@code work} and returns its answer. */
  <T> T phase(String title, Callable<T> work) throws Exception {
    phase++;
    long start = System.nanoTime();
    T answer;
    ScheduledExecutorService ticker = ticker(title, start);
    try {
      answer = work.call();
    } finally {
      stop(ticker);
    }
    out.println((terminal ? CLEAR_LINE : "") + line(title, start));
    return answer;
  }

  /** Leaves the unfinished line standing as it is. */
  void failed() {
    if (terminal) {
      out.println();
    }
  }

  private ScheduledExecutorService ticker(String title, long start) {
    ScheduledExecutorService ticker =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "progress");
              thread.setDaemon(true);
              return thread;
            });
    if (terminal) {
      ScheduledFuture<?> unused =
          ticker.scheduleAtFixedRate(
              () -> {
                out.print(CLEAR_LINE + line(title, start));
                out.flush();
              },
              0,
              TICK_MILLIS,
              TimeUnit.MILLISECONDS);
    }
    return ticker;
  }

  private static void stop(ScheduledExecutorService ticker) throws InterruptedException {
    ticker.shutdownNow();
    ticker.awaitTermination(1, TimeUnit.SECONDS);
  }

  private String line(String title, long start) {
    return "%d/%d %-40s %5.1f s".formatted(phase, phases, title, (System.nanoTime() - start) / 1e9);
  }
}
