package dev.deltaenrich.drills;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.services.FaultProxy;
import dev.deltaenrich.services.ManyProcesses;
import dev.deltaenrich.services.Minio;
import dev.deltaenrich.services.RequiresS3;
import dev.deltaenrich.services.RequiresSpark;
import org.junit.jupiter.api.Test;

/** What the log's store is for: with Delta's own, about half of such commits are overwritten. */
@RequiresS3
@RequiresSpark
@ManyProcesses
class ConcurrentWritersIT {
  private static final int PROCESSES = 2;
  private static final int WRITERS_EACH = 4;
  private static final int WRITERS = PROCESSES * WRITERS_EACH;
  private static final int COMMITS_EACH = Drills.times(5, 200);
  private static final int UNHEARD_WRITERS = 2;
  private static final int UNHEARD_COMMITS = Drills.times(16, 100);

  @Test
  void everyCommitThatIsReportedIsInTheLogAndNoOther() {
    Figures figures = Figures.of("writers at once");
    LogTable table = LogTable.create();

    WriterRace race =
        WriterRace.run(table, Minio.shared().endpoint(), PROCESSES, WRITERS_EACH, COMMITS_EACH);

    assertThat(race.overwritten()).as("commits reported and overwritten").isEmpty();
    assertThat(race.reported()).as(race.output()).hasSize(WRITERS * COMMITS_EACH);
    assertThat(race.log()).hasSameSizeAs(race.reported());
    assertThat(race.duplicates()).isZero();
    assertThat(table.appendedRows()).isEqualTo(race.reported().size());
    figures.tell(
        "%d writers in %d processes, %d commits each".formatted(WRITERS, PROCESSES, COMMITS_EACH),
        "%d commits reported, %d in the log, %d overwritten"
            .formatted(race.reported().size(), race.log().size(), race.overwritten().size()));
  }

  @Test
  void noCommitWhoseResponseIsLostIsMadeTwiceAndNoneFails() {
    Figures figures = Figures.of("lost responses to writers");
    LogTable table = LogTable.create();
    try (FaultProxy proxy = FaultProxy.before(Minio.shared().endpoint())) {
      proxy.all(Requests.firstOfEachCommitTo(table.path())).loseResponse();

      WriterRace race =
          WriterRace.run(
              table, proxy.endpoint(), 1, UNHEARD_WRITERS, UNHEARD_COMMITS / UNHEARD_WRITERS);

      assertThat(race.reported()).as(race.output()).hasSize(UNHEARD_COMMITS);
      assertThat(race.overwritten()).isEmpty();
      assertThat(race.duplicates()).isZero();
      assertThat(race.log()).hasSize(UNHEARD_COMMITS);
      assertThat(table.appendedRows()).isEqualTo(UNHEARD_COMMITS);
      assertThat(Requests.unanswered(proxy, Requests.commitTo(table.path())))
          .isEqualTo(UNHEARD_COMMITS);
      figures.tell(
          "%d commits of %d writers, the response to each lost"
              .formatted(UNHEARD_COMMITS, UNHEARD_WRITERS),
          "%d in the log, %d twice, %d failed"
              .formatted(
                  race.log().size(), race.duplicates(), UNHEARD_COMMITS - race.reported().size()));
    }
  }
}
