package dev.deltaenrich.job;

import static dev.deltaenrich.job.EnrichmentTables.rows;
import static dev.deltaenrich.job.EnrichmentTables.tags;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.engine.FileNaming;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.spark.sql.delta.actions.AddFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a run when something else happens meanwhile. */
class RunsAtOnceTest {
  @TempDir Path folder;
  private EnrichmentTables tables;

  @BeforeEach
  void makeTables() {
    tables = new EnrichmentTables(folder);
    WatchedFiles.register(tables.spark());
    tables.set("target.path", WatchedFiles.path(folder.resolve("curated"))).sixRows();
  }

  @Test
  void readersKeepTheirSnapshotDuringARun() {
    tables.enrich();
    List<String> before = rows(tables.curated());
    var opened = tables.curated();
    AtomicReference<List<String>> during = new AtomicReference<>();
    tables.raw("SELECT 7L id, 'MER-123' merchant_id");

    WatchedFiles.whenAFileIsBegun(() -> during.set(rows(tables.curated())));
    tables.enrichAndVerify();

    assertThat(during.get()).isEqualTo(before);
    assertThat(rows(opened)).as("a table opened before the commit").isEqualTo(before);
    assertThat(rows(tables.curated())).hasSize(7);
  }

  @Test
  void rowsThatArriveDuringARunBelongToTheNext() {
    WatchedFiles.whenAFileIsBegun(() -> tables.raw("SELECT 7L id, 'MER-123' merchant_id"));

    EnrichResult first = tables.enrichAndVerify();
    assertThat(first.rows()).isEqualTo(6);
    assertThat(first.rawVersion()).isEqualTo(1);

    EnrichResult second = tables.enrichAndVerify();
    assertThat(second.rows()).isEqualTo(7);
    assertThat(second.rawVersion()).isEqualTo(2);
  }

  @Test
  void rowsThatAreDeletedDuringARunBelongToItStill() {
    WatchedFiles.whenAFileIsBegun(() -> tables.sql("DELETE FROM RAW WHERE id > 1"));

    assertThat(tables.enrichAndVerify().rows()).isEqualTo(6);
    assertThat(tables.enrichAndVerify().rows()).isEqualTo(1);
  }

  @Test
  void theLoserOfTwoFirstRunsLeavesTheWinnersTable() throws IOException {
    assertThatTheOverlappedRunLoses();
  }

  @Test
  void theLoserOfTwoLaterRunsLeavesTheWinnersTable() throws IOException {
    tables.enrich();
    tables.raw("SELECT 7L id, 'MER-123' merchant_id");

    assertThatTheOverlappedRunLoses();
  }

  /** A whole run inside another, which is then too late. */
  private void assertThatTheOverlappedRunLoses() throws IOException {
    AtomicReference<EnrichResult> winner = new AtomicReference<>();
    WatchedFiles.whenAFileIsBegun(() -> winner.set(tables.enrich()));

    assertThatThrownBy(tables::enrich)
        .isInstanceOfSatisfying(
            EnrichException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.COMMIT_CONFLICT))
        .hasMessage(
            "Cannot commit to %s: another writer committed after version %d, on which this run is based; run again"
                .formatted(tables.targetPath(), winner.get().targetVersion() - 1));
    assertThat(WatchedFiles.waiting()).isFalse();
    assertThatOnlyCommittedFilesStand(List.of(winner.get().run()));
    assertThat(tables.verify().verified()).isTrue();
    assertThat(rows(tables.curated())).isEqualTo(rows(tables.oracle()));
    assertThat(tables.history().select("snapshot").distinct().count()).isEqualTo(1);
    assertThat(tables.history().count()).as("one copy of the lookup").isEqualTo(4);
  }

  /** Every file of ours that stands there is in some version, and the newest are of these runs. */
  private void assertThatOnlyCommittedFilesStand(List<String> runs) throws IOException {
    List<AddFile> active = tables.curatedFiles();
    assertThat(active).allSatisfy(file -> assertThat(runs).contains(tags(file).run()));
    List<String> committed = new ArrayList<>();
    for (long version = 0; version <= tables.record().rawVersion(); version++) {
      committed.addAll(filesOfVersion(version));
    }
    try (Stream<Path> files = Files.walk(folder.resolve("curated"))) {
      assertThat(
              files.map(file -> file.getFileName().toString()).filter(FileNaming::isOurs).toList())
          .isSubsetOf(committed)
          .containsAll(active.stream().map(AddFile::path).toList());
    }
  }

  private List<String> filesOfVersion(long version) throws IOException {
    Path entry = folder.resolve("curated/_delta_log/%020d.json".formatted(version));
    if (!Files.exists(entry)) {
      return List.of();
    }
    return java.util.regex.Pattern.compile("\"path\":\"([^\"]+)\"")
        .matcher(Files.readString(entry))
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  @Test
  void ofParallelRunsEachWinsOrSaysItLost() throws IOException {
    List<CompletableFuture<EnrichResult>> runs =
        Stream.generate(() -> CompletableFuture.supplyAsync(tables::enrich)).limit(3).toList();
    List<String> winners = new ArrayList<>();
    for (CompletableFuture<EnrichResult> run : runs) {
      try {
        winners.add(run.join().run());
      } catch (CompletionException e) {
        assertThat(e.getCause())
            .isInstanceOfSatisfying(
                EnrichException.class,
                failure -> assertThat(failure.code()).isEqualTo(ErrorCode.COMMIT_CONFLICT));
      }
    }

    assertThat(winners).isNotEmpty();
    assertThatOnlyCommittedFilesStand(winners);
    assertThat(tables.verify().verified()).isTrue();
    assertThat(tables.history().count()).as("one copy of the lookup").isEqualTo(4);
    assertThat(tables.curated().count()).isEqualTo(6);
  }

  @Test
  void aLookupThatChangesDuringARunIsNotInIt() {
    WatchedFiles.whenAFileIsBegun(
        () -> tables.database("UPDATE merchant_lookup SET category = 'Food'"));

    EnrichResult first = tables.enrichAndVerify();

    assertThat(tables.curated().where("enriched_category = 'Food'").count()).isZero();
    assertThat(tables.enrichAndVerify().lookupSnapshot()).isNotEqualTo(first.lookupSnapshot());
    assertThat(tables.curated().where("enriched_category = 'Food'").count()).isEqualTo(4);
  }
}
