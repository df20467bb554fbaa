package dev.deltaenrich.job;

import static dev.deltaenrich.job.EnrichmentTables.rows;
import static dev.deltaenrich.job.EnrichmentTables.tags;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.deltaenrich.engine.FileNaming;
import dev.deltaenrich.sink.CuratedTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
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
    // Its files are made through Hadoop, so that the first one can be watched.
    tables = new EnrichmentTables(folder).set("enrich.producer", "rewrite");
    WatchedFiles.register(tables.spark());
    tables.set("target.path", WatchedFiles.path(folder.resolve("curated"))).sixRows();
  }

  @Test
  void readersKeepTheirSnapshotDuringARun() {
    tables.enrich();
    List<String> before = rows(tables.curated());
    Dataset<Row> opened = tables.curated(0);
    AtomicReference<List<String>> during = new AtomicReference<>();
    tables.raw("SELECT 7L id, 'MER-123' merchant_id");

    WatchedFiles.whenAFileIsBegun(() -> during.set(rows(tables.curated())));
    tables.enrichAndCheck();

    assertThat(during.get()).isEqualTo(before);
    assertThat(rows(opened)).as("the version opened before").isEqualTo(before);
    assertThat(rows(tables.curated())).hasSize(7);
  }

  @Test
  void rowsThatArriveDuringARunBelongToTheNext() {
    WatchedFiles.whenAFileIsBegun(() -> tables.raw("SELECT 7L id, 'MER-123' merchant_id"));

    EnrichResult first = tables.enrichAndVerify();
    assertThat(first.counts().rows()).isEqualTo(6);
    assertThat(first.raw().version()).isEqualTo(1);

    EnrichResult second = tables.enrichAndCheck();
    assertThat(second.counts().rows()).isEqualTo(1);
    assertThat(second.raw().version()).isEqualTo(2);
    assertThat(tables.curated().count()).isEqualTo(7);
  }

  @Test
  void rowsThatAreDeletedDuringARunBelongToItStill() {
    WatchedFiles.whenAFileIsBegun(() -> tables.sql("DELETE FROM RAW WHERE id > 1"));

    assertThat(tables.enrichAndVerify().counts().rows()).isEqualTo(6);
    assertThat(tables.enrichAndCheck().files().removed()).isEqualTo(2);
    assertThat(tables.curated().count()).isEqualTo(1);
  }

  /** The commit of the later run meets the table; until then, nothing in the folder is wrong. */
  @Test
  void aTableThatAnotherRunMakesAfterTheFirstLookIsNoFolderOfOthers() {
    CuratedTable before = CuratedTable.open(tables.spark(), tables.targetPath());
    tables.enrich();

    assertThatCode(before::requireOurs).doesNotThrowAnyException();
  }

  @Test
  void theLaterOfTwoFirstRunsFindsNothingLeftToDo() throws IOException {
    assertThatTheOverlappedRunHasNothingLeftToDo();
  }

  @Test
  void theLaterOfTwoOtherRunsFindsNothingLeftToDo() throws IOException {
    tables.enrich();
    tables.raw("SELECT 7L id, 'MER-123' merchant_id");

    assertThatTheOverlappedRunHasNothingLeftToDo();
  }

  /** A whole run inside another, which is then too late. */
  private void assertThatTheOverlappedRunHasNothingLeftToDo() throws IOException {
    List<String> runs = enrichedRuns();
    AtomicReference<EnrichResult> winner = new AtomicReference<>();
    WatchedFiles.whenAFileIsBegun(() -> winner.set(tables.enrich()));

    EnrichResult later = tables.enrich();

    assertThat(WatchedFiles.waiting()).isFalse();
    assertThat(later.outcome()).isEqualTo("nothing to do");
    assertThat(later.target().version()).isEqualTo(winner.get().target().version());
    runs.add(winner.get().run());
    assertThatOnlyCommittedFilesStand(runs);
    tables.check();
    assertThat(tables.history().select("snapshot").distinct().count()).isEqualTo(1);
    assertThat(tables.history().count()).as("one copy of the lookup").isEqualTo(4);
  }

  private List<String> enrichedRuns() {
    return Files.exists(folder.resolve("curated/_delta_log"))
        ? new ArrayList<>(tables.curatedFiles().stream().map(it -> tags(it).run()).toList())
        : new ArrayList<>();
  }

  @Test
  void filesThatAreStillWantedAfterAConflictAreNotMadeAgain() throws IOException {
    tables.enrich();
    tables.raw("SELECT 7L id, 'MER-123' merchant_id");
    AtomicReference<EnrichResult> winner = new AtomicReference<>();
    WatchedFiles.whenAFileIsBegun(
        () -> {
          // The other run sees only what goes away; this one's new file is still wanted then.
          tables.sql("DELETE FROM RAW WHERE id = 7");
          tables.sql("DELETE FROM RAW WHERE id < 4");
          winner.set(tables.enrich());
          tables.sql("RESTORE RAW TO VERSION AS OF 2");
        });

    EnrichResult later = tables.enrich();

    assertThat(winner.get().files().removed()).isEqualTo(1);
    assertThat(later.outcome()).isEqualTo("committed");
    assertThat(later.raw().version()).isEqualTo(5);
    assertThat(later.files().added()).isEqualTo(2);
    List<String> runs = enrichedRuns();
    tables.check();
    assertThatOnlyCommittedFilesStand(runs);
    try (Stream<Path> files = Files.walk(folder.resolve("curated"))) {
      assertThat(
              files
                  .filter(file -> file.toString().contains(later.run()))
                  .filter(file -> FileNaming.isOurs(file.getFileName().toString())))
          .as("one file made before the conflict and one after it")
          .hasSize(2);
    }
  }

  /** Every file of ours that stands there is in some version, and the newest are of these runs. */
  private void assertThatOnlyCommittedFilesStand(List<String> runs) throws IOException {
    List<AddFile> active = tables.curatedFiles();
    assertThat(active).allSatisfy(file -> assertThat(runs).contains(tags(file).run()));
    List<String> committed = new ArrayList<>();
    for (long version = 0; version <= tables.record().raw().version(); version++) {
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
  void ofParallelRunsOneCommitsAndTheOthersFindNothingLeftToDo() throws IOException {
    List<CompletableFuture<EnrichResult>> runs =
        Stream.generate(() -> CompletableFuture.supplyAsync(tables::enrich)).limit(3).toList();
    List<EnrichResult> results = runs.stream().map(CompletableFuture::join).toList();
    List<EnrichResult> winners =
        results.stream().filter(result -> result.outcome().equals("committed")).toList();

    assertThat(winners).hasSize(1);
    assertThat(results).filteredOn(it -> it.outcome().equals("nothing to do")).hasSize(2);
    assertThatOnlyCommittedFilesStand(winners.stream().map(EnrichResult::run).toList());
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
    assertThat(tables.enrichAndCheck().lookup().snapshot()).isNotEqualTo(first.lookup().snapshot());
    assertThat(tables.curated().where("enriched_category = 'Food'").count()).isEqualTo(4);
  }
}
