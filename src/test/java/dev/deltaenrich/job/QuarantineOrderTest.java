package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.engine.table.DeltaTable;
import dev.deltaenrich.sink.CuratedTable;
import dev.deltaenrich.sink.Quarantine;
import dev.deltaenrich.sink.QuarantinedRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.delta.DeltaLog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A run commits twice to the quarantine, and to the curated table in between. Wherever it ends, no
 * row is lost or doubled: see {@link Quarantine}.
 */
class QuarantineOrderTest {
  @TempDir Path folder;
  private EnrichmentTables tables;

  @BeforeEach
  void quarantines() {
    tables =
        new EnrichmentTables(folder)
            .set("lookup.unmatched", "quarantine")
            .set("quarantine.path", WatchedFiles.path(folder.resolve("quarantine")));
    WatchedFiles.register(tables.spark());
    tables.set("target.path", WatchedFiles.path(folder.resolve("curated"))).sixRows();
  }

  /** The next run brings a row back, puts another one there, and has a new file with one more. */
  private void change() {
    tables.raw("SELECT * FROM VALUES (7L, 'MER-NEW'), (8L, 'MER-123') AS (id, merchant_id)");
    tables.database(
        "INSERT INTO merchant_lookup VALUES ('MER-?', 'Found', 'Toys')",
        "DELETE FROM merchant_lookup WHERE merchant_id = 'MER-XYZ'");
  }

  /** A run that is killed when it begins an entry of a log, by what stands on the disk then. */
  private void killedAt(Path table, int entry) {
    Path image = folder.resolveSibling(folder.getFileName() + "-image");
    WatchedFiles.whenAnEntryIsBegun(
        table,
        () -> {
          if (entry == 2) {
            WatchedFiles.whenAnEntryIsBegun(table, () -> copy(folder, image));
          } else {
            copy(folder, image);
          }
        });
    tables.enrich();
    assertThat(WatchedFiles.waiting()).as("the run came there").isFalse();
    try {
      for (String name : List.of("curated", "quarantine", "curated_lookups")) {
        FileUtils.deleteDirectory(folder.resolve(name).toFile());
        if (Files.exists(image.resolve(name))) {
          FileUtils.moveDirectory(image.resolve(name).toFile(), folder.resolve(name).toFile());
        }
      }
      FileUtils.deleteDirectory(image.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    DeltaLog.clearCache();
    assertThatNoRowIsLost();
  }

  /** What a curated file lacks is in the quarantine. */
  private void assertThatNoRowIsLost() {
    QuarantinedRows rows =
        Quarantine.of(tables.spark(), tables.settings()).orElseThrow().read(false);
    assertThat(CuratedTable.open(tables.spark(), tables.targetPath()).files())
        .allMatch(rows::completes);
  }

  private static void copy(Path from, Path to) {
    try {
      FileUtils.copyDirectory(from.toFile(), to.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long quarantineVersion() {
    return DeltaTable.open(tables.spark(), tables.settings().quarantinePath().orElseThrow())
        .version();
  }

  @ParameterizedTest
  @CsvSource({"quarantine, 1", "curated, 1", "quarantine, 2"})
  void whereverARunIsKilledTheNextOneMakesBothTablesRight(String table, int entry) {
    tables.enrichAndCheck();
    change();

    killedAt(folder.resolve(table), entry);

    tables.enrich();
    tables.check();
  }

  @ParameterizedTest
  @CsvSource({"quarantine, 1", "curated, 1"})
  void whereverAFirstRunIsKilledTheNextOneMakesBothTablesRight(String table, int entry) {
    killedAt(folder.resolve(table), entry);

    tables.enrichAndCheck();
  }

  @Test
  void aRunThatIsKilledBetweenTheCommitsHasLostNoRow() {
    tables.enrichAndCheck();
    change();

    killedAt(folder.resolve("curated"), 1);

    // What the killed run put there is named, and does not count: it has rows of new files.
    assertThat(tables.curated().count()).isEqualTo(4);
    assertThat(rowsThatCount()).containsExactly("3", "5");
  }

  /** By curated's tags, as readers may find out. */
  private List<String> rowsThatCount() {
    List<String> paths =
        tables.curatedFiles().stream()
            .filter(file -> EnrichmentTables.tags(file).quarantined() > 0)
            .map(file -> folder.resolve("quarantine").resolve(file.path()).toString())
            .toList();
    return tables
        .spark()
        .read()
        .parquet(paths.toArray(String[]::new))
        .selectExpr("string(id)")
        .as(Encoders.STRING())
        .collectAsList()
        .stream()
        .sorted()
        .toList();
  }

  @Test
  void aRunWhoseCommitFailsLeavesTheTablesAsTheyWereAndTheNextOneGoesOn() {
    tables.enrichAndCheck();
    change();
    WatchedFiles.whenAnEntryIsBegun(
        folder.resolve("curated"),
        () -> {
          throw new IllegalStateException("the store is away");
        });

    assertThatThrownBy(tables::enrich).hasMessageContaining("the store is away");

    assertThat(tables.curated().count()).isEqualTo(4);
    assertThat(rowsThatCount()).containsExactly("3", "5");
    tables.enrich();
    tables.check();
  }

  @Test
  void theLaterOfTwoRunsLeavesNothingOfItsOwn() {
    tables.enrichAndCheck();
    change();
    AtomicReference<EnrichResult> winner = new AtomicReference<>();
    WatchedFiles.whenAnEntryIsBegun(folder.resolve("curated"), () -> winner.set(tables.enrich()));

    EnrichResult later = tables.enrich();

    assertThat(winner.get().outcome()).isEqualTo("committed");
    assertThat(later.outcome()).isEqualTo("nothing to do");
    tables.check();
  }

  @Test
  void aRunThatLosesItsCommitNamesItsRowsAgain() {
    tables.enrichAndCheck();
    change();
    AtomicReference<EnrichResult> winner = new AtomicReference<>();
    WatchedFiles.whenAnEntryIsBegun(
        folder.resolve("curated"),
        () -> {
          // The other run takes the rows of this one for stale; they are still wanted then.
          tables.sql("DELETE FROM RAW WHERE id > 6");
          tables.sql("DELETE FROM RAW WHERE id < 4");
          winner.set(tables.enrich());
          tables.sql("RESTORE RAW TO VERSION AS OF 2");
        });

    EnrichResult later = tables.enrich();

    assertThat(winner.get().outcome()).isEqualTo("committed");
    assertThat(later.outcome()).isEqualTo("committed");
    assertThat(later.quarantinedRows()).isEqualTo(3);
    tables.check();
  }

  @Test
  void rowsOfARunUnderWayAreNotTakenAway() {
    tables.enrichAndCheck();
    change();
    // A whole run that finds nothing to do but to tidy up, while this one is about to commit.
    WatchedFiles.whenAnEntryIsBegun(
        folder.resolve("curated"),
        () ->
            new Quarantine(
                    tables.spark(),
                    tables.settings().quarantinePath().orElseThrow(),
                    tables.targetPath())
                .settle("another"));

    tables.enrich();

    tables.check();
  }

  @Test
  void parallelRunsLeaveEachRowOnce() {
    List<CompletableFuture<EnrichResult>> runs =
        Stream.generate(() -> CompletableFuture.supplyAsync(tables::enrich)).limit(3).toList();
    runs.forEach(CompletableFuture::join);

    tables.check();
  }

  @Test
  void aRunWithNothingToDoWritesNothing() {
    tables.enrichAndCheck();
    long before = quarantineVersion();

    assertThat(tables.enrich().outcome()).isEqualTo("nothing to do");

    assertThat(quarantineVersion()).isEqualTo(before);
  }
}
