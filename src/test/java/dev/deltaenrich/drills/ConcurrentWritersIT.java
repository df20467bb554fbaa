package dev.deltaenrich.drills;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.services.Minio;
import dev.deltaenrich.services.RequiresS3;
import dev.deltaenrich.services.RequiresSpark;
import org.junit.jupiter.api.Test;

/** What the log's store is for: with Delta's own, about half of such commits are overwritten. */
@RequiresS3
@RequiresSpark
class ConcurrentWritersIT {
  private static final int PROCESSES = 2;
  private static final int WRITERS_EACH = 4;
  private static final int WRITERS = PROCESSES * WRITERS_EACH;
  private static final int COMMITS_EACH = Drills.times(5, 200);

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
}
