package dev.deltaenrich.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.job.EnrichResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunListTest {
  @TempDir Path folder;
  private LineageTables tables;

  @BeforeEach
  void makeTables() {
    tables = new LineageTables(folder).threeRows();
  }

  private RunsResult runs(int most) {
    return RunList.of(tables.spark(), tables.target().toString(), most);
  }

  @Test
  void aRunIsListedWithWhatItRecorded() {
    EnrichResult run = tables.enrich();

    ListedCommit listed = runs(20).commits().get(0);

    assertThat(listed.version()).isZero();
    assertThat(listed.run()).isEqualTo(run.run());
    assertThat(listed.operation()).isEqualTo("WRITE");
    assertThat(listed.rawPath()).isEqualTo("file:" + tables.raw());
    assertThat(listed.rawVersion()).isZero();
    assertThat(listed.lookupTable()).isEqualTo("merchant_lookup");
    assertThat(listed.lookupSnapshot()).isEqualTo(run.lookup().snapshot());
    assertThat(List.of(listed.filesAdded(), listed.filesRemoved())).containsExactly(1, 0);
    assertThat(listed.filesKept()).isZero();
    assertThat(listed.complete()).isTrue();
    assertThat(listed.rows()).isEqualTo(3);
    assertThat(listed.matched()).isEqualTo(1);
    assertThat(listed.nullKey()).isEqualTo(1);
    assertThat(listed.unknownKey()).isEqualTo(1);
    assertThat(listed.matchRate()).isEqualTo(0.5);
    assertThat(listed.producers()).isEqualTo(Map.of("splice", 1));
    assertThat(listed.seconds()).isPositive().isLessThanOrEqualTo(run.seconds());
    assertThat(Duration.between(Instant.parse(listed.time()), Instant.now()))
        .isBetween(Duration.ZERO, Duration.ofMinutes(5));
  }

  @Test
  void theNewestRunComesFirst() {
    EnrichResult first = tables.enrich();
    tables.database("UPDATE merchant_lookup SET category = 'Food' WHERE merchant_id = 'MER-ABC'");
    EnrichResult second = tables.enrich();

    assertThat(runs(20).commits())
        .extracting(ListedCommit::run, ListedCommit::version, ListedCommit::lookupSnapshot)
        .containsExactly(
            tuple(second.run(), 1L, second.lookup().snapshot()),
            tuple(first.run(), 0L, first.lookup().snapshot()));
    assertThat(runs(20).report().notes()).isEmpty();
  }

  @Test
  void theTableShowsTheFiguresOfARun() {
    EnrichResult run = tables.enrich();

    List<String> cells = runs(20).report().tables().get(0).rows().get(0);

    assertThat(cells)
        .contains(run.run(), run.lookup().snapshot(), "+1 -0, 0 kept", "1 (50.0%)", "splice 1");
  }

  @Test
  void aCommitThatLeftMoreToDoIsMarked() throws IOException {
    EnrichResult run = tables.enrich();
    tables.edit(0, "\\\"complete\\\":true", "\\\"complete\\\":false");

    assertThat(runs(20).commits().get(0).complete()).isFalse();
    assertThat(runs(20).report().tables().get(0).rows().get(0))
        .contains(run.run() + ", more to do");
  }

  @Test
  void aCommitOfAnotherProgramIsListedAsSuch() {
    EnrichResult run = tables.enrich();
    tables.sql("ALTER TABLE TARGET SET TBLPROPERTIES ('team' = 'finance')");

    RunsResult runs = runs(20);

    assertThat(runs.commits()).extracting(ListedCommit::run).containsExactly(null, run.run());
    assertThat(runs.report().tables().get(0).rows().get(0))
        .contains("not ours: SET TBLPROPERTIES", "+0 -0");
  }

  @Test
  void olderCommitsThanTheLimitAreCountedInANote() {
    tables.enrich();
    tables.sql("ALTER TABLE TARGET SET TBLPROPERTIES ('a' = '1')");
    tables.sql("ALTER TABLE TARGET SET TBLPROPERTIES ('b' = '1')");

    RunsResult runs = runs(1);

    assertThat(runs.commits()).extracting(ListedCommit::version).containsExactly(2L);
    assertThat(runs.report().notes())
        .containsExactly(
            "Older commits: versions 0 to 1; --limit shows more.",
            "None of these commits is delta-enrich's.");
  }

  @Test
  void entriesThatLogRetentionTookAreNotedAndNoFailure() throws IOException {
    tables.enrich();
    tables.sql("ALTER TABLE TARGET SET TBLPROPERTIES ('a' = '1')");
    tables.forget(0);

    RunsResult runs = runs(20);

    assertThat(runs.commits()).extracting(ListedCommit::version).containsExactly(1L);
    assertThat(runs.report().notes())
        .contains(
            "Versions 0 to 0 are no longer in the log: its retention (delta.logRetentionDuration)"
                + " took their entries.");
  }

  @Test
  void aMissingTargetIsNamed() {
    assertThatThrownBy(() -> runs(20))
        .isInstanceOfSatisfying(
            EnrichException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.TARGET_MISSING))
        .hasMessage(
            "Cannot list the runs of %s: there is no Delta table; run enrich first, or correct target.path"
                .formatted(tables.target()));
  }
}
