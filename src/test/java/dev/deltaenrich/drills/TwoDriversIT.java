package dev.deltaenrich.drills;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.services.ExternalProcess;
import dev.deltaenrich.services.FaultProxy;
import dev.deltaenrich.services.ManyProcesses;
import dev.deltaenrich.services.Minio;
import dev.deltaenrich.services.ProcessResult;
import dev.deltaenrich.services.RequiresS3;
import dev.deltaenrich.services.RequiresSpark;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two drivers on one target: both make the same files, and their commits meet in the store. */
@RequiresS3
@RequiresSpark
@ManyProcesses
class TwoDriversIT {
  private static final int ROUNDS = Drills.times(1, 8);

  /** Less than S3A's patience, so that it is not the same driver that asks again. */
  private static final int MEETING_SECONDS = 10;

  /** The store's answer to the commit that was second. */
  private static final int TOO_LATE = 412;

  private final FaultProxy proxy = FaultProxy.before(Minio.shared().endpoint());
  private int conflicts;
  private int refused;

  @BeforeAll
  static void archiveClasses() {
    Program.archiveClasses();
  }

  @AfterEach
  void close() {
    proxy.close();
  }

  @Test
  void theTableIsRightWhoeverIsFirst() {
    Figures figures = Figures.of("two drivers at once");
    Tables tables = Tables.land();
    String target = tables.newTarget();
    Program.enrich(tables, target, Minio.shared().endpoint())
        .start()
        .await(Program.LIMIT)
        .succeeded();

    for (int round = 0; round < ROUNDS; round++) {
      tables.change();
      race(tables, target);

      assertThat(tables.found(target).orElseThrow().against(tables.right())).isEqualTo(Rows.SAME);
      assertThat(tables.missingFiles(target)).isEmpty();
    }
    figures.tell(
        "%d times two runs of enrich on one target, their commits at the same moment"
            .formatted(ROUNDS),
        "%s, 0 files missing; %d commits refused by the store, %d runs ended with 1 for it, the others planned again"
            .formatted(Rows.SAME, refused, conflicts));
  }

  private void race(Tables tables, String target) {
    proxy.forget();
    CyclicBarrier both = new CyclicBarrier(2);
    proxy.next(2, Requests.commitTo(target)).runBefore(request -> meet(both));
    List<ExternalProcess> drivers =
        Stream.generate(() -> Program.enrich(tables, target, proxy.endpoint()).start())
            .limit(2)
            .toList();
    List<ProcessResult> results =
        drivers.stream().map(driver -> driver.await(Program.LIMIT)).toList();

    assertThat(results).extracting(ProcessResult::exit).contains(0).isSubsetOf(0, 1);
    assertThat(results)
        .filteredOn(result -> result.exit() == 1)
        .allSatisfy(result -> assertThat(result.stderr()).contains("COMMIT_CONFLICT"));
    refused +=
        (int)
            proxy.exchanges(Requests.commitTo(target)).stream()
                .filter(exchange -> exchange.status() == TOO_LATE)
                .count();
    conflicts += (int) results.stream().filter(result -> result.exit() == 1).count();
  }

  private static void meet(CyclicBarrier both) {
    try {
      both.await(MEETING_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      // The other one is late: then this one is first.
    }
  }
}
