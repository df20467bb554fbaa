package dev.deltaenrich.drills;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.services.FaultProxy;
import dev.deltaenrich.services.Minio;
import dev.deltaenrich.services.RequiresS3;
import dev.deltaenrich.services.RequiresSpark;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The store has made the commit, and the connection is cut before anyone hears of it. */
@RequiresS3
@RequiresSpark
class LostResponsesIT {
  private static final int RUNS = Drills.times(1, 10);

  private final FaultProxy proxy = FaultProxy.before(Minio.shared().endpoint());

  @AfterEach
  void close() {
    proxy.close();
  }

  @Test
  void aRunWhoseCommitIsNotAnsweredIsDone() {
    Figures figures = Figures.of("lost responses to runs");
    Tables tables = Tables.land();
    String target = tables.newTarget();
    for (int run = 0; run < RUNS; run++) {
      tables.change();
      proxy.forget();
      proxy.next(1, Requests.commitTo(target)).loseResponse();

      Program.enrich(tables, target, proxy.endpoint()).start().await(Program.LIMIT).succeeded();

      assertThat(Requests.unanswered(proxy, Requests.commitTo(target))).isEqualTo(1);
      assertThat(tables.version(target)).isEqualTo(run);
      assertThat(tables.found(target).orElseThrow().against(tables.right())).isEqualTo(Rows.SAME);
    }
    figures.tell(
        "%d runs of enrich, the response to the commit lost".formatted(RUNS),
        "%d versions, all with exit code 0; %s".formatted(RUNS, Rows.SAME));
  }
}
