package dev.deltaenrich.drills;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.drills.KillPoint.Place;
import dev.deltaenrich.services.ExternalProcess;
import dev.deltaenrich.services.FaultProxy;
import dev.deltaenrich.services.HttpHead;
import dev.deltaenrich.services.ManyProcesses;
import dev.deltaenrich.services.Minio;
import dev.deltaenrich.services.RequiresS3;
import dev.deltaenrich.services.RequiresSpark;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A driver that is killed anywhere leaves the table as it was, or as it was to be, and readable;
 * and the next run makes it right. Every run has something to do: a new raw file and a changed
 * lookup.
 */
@RequiresS3
@RequiresSpark
@ManyProcesses
class KilledDriverIT {
  private static final long SEED = 20261124;
  private static final int POINTS = Drills.times(4, 50);
  private static final int ATTEMPTS = 5;
  private static final int KILLED = 128 + 9;

  private final FaultProxy proxy = FaultProxy.before(Minio.shared().endpoint());
  private final Tables tables = Tables.land();
  private final AtomicInteger untouched = new AtomicInteger();
  private final AtomicInteger committed = new AtomicInteger();

  @BeforeAll
  static void archiveClasses() {
    Program.archiveClasses();
  }

  @AfterEach
  void close() {
    proxy.close();
  }

  @Test
  void theTableIsReadableAfterEachKillAndRightAfterTheNextRun() {
    Figures figures = Figures.of("killed drivers");
    String old = tables.newTarget();
    MeasuredRun ofNew = MeasuredRun.of(tables, old, proxy);
    tables.change();
    MeasuredRun ofOld = MeasuredRun.of(tables, old, proxy);

    for (KillPoint point : KillPoint.seeded(SEED, POINTS)) {
      killAndRunAgain(point, old, point.newTarget() ? ofNew : ofOld);
    }

    figures.tell(
        "kill -9 at %d points of a run".formatted(POINTS),
        "readable after each: %d as before the run, %d as after it; after the next run %s"
            .formatted(untouched.get(), committed.get(), Rows.SAME));
  }

  private void killAndRunAgain(KillPoint point, String old, MeasuredRun measured) {
    KillPoint tried = point;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      String target = point.newTarget() ? tables.newTarget() : old;
      tables.change();
      if (killed(tried, target, measured)) {
        runAgain(point, target);
        return;
      }
      tried = tried.earlier();
    }
    throw new AssertionError("runs ended before they could be killed at " + point);
  }

  /** Whether it was killed: it may have been over. */
  private boolean killed(KillPoint point, String target, MeasuredRun measured) {
    Optional<Rows> before = tables.found(target);
    Rows after = tables.right();
    CompletableFuture<ExternalProcess> driver = new CompletableFuture<>();
    arm(point, target, measured, () -> driver.join().kill());
    driver.complete(Program.enrich(tables, target, proxy.endpoint()).start());
    int exit = driver.join().await(Program.LIMIT).exit();
    proxy.forget();
    if (exit != KILLED) {
      assertThat(exit).as("exit code at %s", point).isZero();
      return false;
    }
    Optional<Rows> found = tables.found(target);
    assertThat(found)
        .as("the table after %s", point)
        .satisfiesAnyOf(
            table -> assertThat(table).isEqualTo(before),
            table -> assertThat(table).contains(after));
    boolean landed = found.isPresent() && found.get().equals(after);
    (landed ? committed : untouched).incrementAndGet();
    System.out.printf("killed at %s: %s%n", point, landed ? "as after" : "as before");
    return true;
  }

  private void runAgain(KillPoint point, String target) {
    Program.enrich(tables, target, Minio.shared().endpoint())
        .start()
        .await(Program.LIMIT)
        .succeeded();
    assertThat(tables.found(target).orElseThrow().against(tables.right()))
        .as("after the run after %s", point)
        .isEqualTo(Rows.SAME);
    assertThat(tables.missingFiles(target)).isEmpty();
  }

  private void arm(KillPoint point, String target, MeasuredRun measured, Runnable kill) {
    if (point.place() == Place.TIME) {
      Executor later =
          CompletableFuture.delayedExecutor(
              (long) (point.share() * measured.took().toMillis()), TimeUnit.MILLISECONDS);
      later.execute(kill);
      return;
    }
    FaultProxy.Faults fault = proxy.next(1, request(point, target, measured));
    Consumer<HttpHead> action = request -> kill.run();
    if (point.answered()) {
      fault.runAfter(action);
    } else {
      fault.runBefore(action);
    }
  }

  private static Predicate<HttpHead> request(KillPoint point, String target, MeasuredRun measured) {
    int toCommit = measured.commit() - measured.firstData();
    return switch (point.place()) {
      case PLAN -> number((int) (point.share() * measured.firstData()));
      case PRODUCE -> number(measured.firstData() + (int) (point.share() * toCommit));
      case LOOKUP -> Requests.commitTo(Tables.historyOf(target));
      case COMMIT, TIME -> Requests.commitTo(target);
    };
  }

  /** The request with this number from 0. */
  private static Predicate<HttpHead> number(int number) {
    AtomicInteger seen = new AtomicInteger();
    return request -> seen.getAndIncrement() == number;
  }
}
