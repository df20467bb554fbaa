package dev.deltaenrich.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.lineage.LineageTables;
import dev.deltaenrich.oracle.TableRows;
import dev.deltaenrich.verify.TableVerifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.delta.DeltaLog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VacuumTest {
  private static final VacuumOptions DEFAULT =
      new VacuumOptions(false, OptionalLong.empty(), false);
  private static final VacuumOptions DRY_RUN = new VacuumOptions(true, OptionalLong.empty(), false);
  private static final VacuumOptions EVERYTHING =
      new VacuumOptions(false, OptionalLong.of(0), true);
  private static final Duration OLD = Duration.ofHours(169);

  @TempDir Path folder;
  private LineageTables tables;

  @BeforeEach
  void makeTables() {
    tables = new LineageTables(folder.resolve("some tables")).threeRows();
  }

  /** Vacuums the target; each folder costs a statement. */
  private VacuumResult vacuum(VacuumOptions options) {
    return vacuum(options, List.of());
  }

  private VacuumResult vacuumWithHistory(VacuumOptions options) {
    return vacuum(options, List.of(tables.history().toString()));
  }

  private VacuumResult vacuum(VacuumOptions options, List<String> histories) {
    DeltaLog.clearCache();
    return new Vacuum(tables.spark(), tables.target().toString(), histories, Optional.empty())
        .run(options);
  }

  private static VacuumedFolder target(VacuumResult result) {
    return result.folders().get(0);
  }

  /** What a killed run leaves behind. */
  private Path orphan(String run, Duration age) throws IOException {
    return file(
        tables.target().resolve("enriched-0123456789abcdef-%s-1.snappy.parquet".formatted(run)),
        age);
  }

  private static Path file(Path file, Duration age) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "0123456789");
    return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
  }

  private Set<Path> dataFiles() {
    try (Stream<Path> files = Files.walk(tables.target())) {
      return files.filter(file -> file.toString().endsWith(".parquet")).collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void nothingIsDeletedThroughALink() throws IOException {
    tables.enrich();
    Path elsewhere = file(folder.resolve("elsewhere/old.parquet"), OLD);
    Files.createSymbolicLink(tables.target().resolve("day=1"), elsewhere.getParent());

    for (VacuumOptions options : List.of(DEFAULT, DRY_RUN)) {
      assertThatThrownBy(() -> vacuum(options))
          .isInstanceOf(EnrichException.class)
          .hasMessage(
              "Cannot vacuum file:%s: %s is a symbolic link, and what lies behind it may not be the table's; take the link away, or put what it leads to in its place",
              tables.target(), tables.target().toRealPath().resolve("day=1"));
    }
    assertThat(elsewhere).exists();
  }

  @Test
  void aTableThatIsReachedByALinkIsVacuumed() throws IOException {
    Path orphan = orphan("20260101T000000Z-0123abcd", OLD);
    Path link = Files.createSymbolicLink(folder.resolve("link"), tables.target());

    new Vacuum(
            tables.spark(), link.toString(), List.of(tables.history().toString()), Optional.empty())
        .run(DEFAULT);

    assertThat(orphan).doesNotExist();
  }

  @Test
  void aPathIsTakenAsItIsSpelled() throws IOException {
    tables = new LineageTables(folder.resolve("`a` ${spark.sql.shuffle.partitions}")).threeRows();
    tables.enrich();
    Path orphan = orphan("20240101T000000Z-00000001", OLD);

    assertThat(target(vacuum(DRY_RUN)).files()).isOne();
    assertThat(orphan).exists();
    assertThat(target(vacuum(DEFAULT)).files()).isOne();
    assertThat(orphan).doesNotExist();
  }

  /** A second run that replaces the file of the first. */
  private void replaceTheTable() {
    tables.enrich();
    tables.database("UPDATE merchant_lookup SET category = 'Food' WHERE merchant_id = 'MER-ABC'");
    tables.enrich();
  }

  /** Nothing is gone that the newest version needs. */
  private void isRight() {
    assertThat(tables.check().rows()).isEqualTo(3);
  }

  private void bothSnapshotsAreKept() {
    assertThat(Set.copyOf(TableRows.of(tables.history()).column("snapshot"))).hasSize(2);
  }

  @Test
  void filesOfAKilledRunGoWhenTheyAreOld() throws IOException {
    tables.enrich();
    Path old = orphan("20240101T000000Z-00000001", OLD);
    Path young = orphan("20240101T000000Z-00000002", OLD.minusHours(2));

    VacuumResult result = vacuum(DEFAULT);

    assertThat(old).doesNotExist();
    assertThat(young).as("its run may be under way").exists();
    assertThat(target(result))
        .isEqualTo(
            new VacuumedFolder(
                "target",
                "file:" + tables.target(),
                168,
                1,
                10,
                List.of(old.getFileName().toString())));
    isRight();
  }

  @Test
  void aDryRunSaysTheSameAndDeletesNothing() throws IOException {
    tables.enrich();
    orphan("20240101T000000Z-00000001", OLD);
    file(tables.target().resolve("a b/c%20d=é.parquet"), OLD);
    Set<Path> before = dataFiles();

    VacuumResult dry = vacuumWithHistory(DRY_RUN);

    assertThat(dataFiles()).isEqualTo(before);
    assertThat(dry.report().heading())
        .isEqualTo("Would vacuum %s; nothing was deleted".formatted(tables.target()));
    assertThat(target(dry).files()).isEqualTo(2);
    assertThat(target(dry).first().get(0)).isEqualTo("a b/c%20d=é.parquet");
    assertThat(vacuumWithHistory(DEFAULT).folders()).isEqualTo(dry.folders());
    assertThat(vacuum(DRY_RUN).folders()).allMatch(folder -> folder.files() == 0);
  }

  @Test
  void filesThatAVersionWithinTheRetentionNamesStay() throws IOException {
    replaceTheTable();
    for (Path file : dataFiles()) {
      Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(OLD)));
    }
    Set<Path> before = dataFiles();

    assertThat(target(vacuum(DEFAULT)).files()).isZero();
    assertThat(dataFiles()).isEqualTo(before);
  }

  @Test
  void replacedFilesGoAfterTheRetention() {
    replaceTheTable();
    int before = dataFiles().size();

    VacuumResult result = vacuumWithHistory(EVERYTHING);

    assertThat(target(result).files()).isEqualTo(1);
    assertThat(target(result).bytes()).isPositive();
    assertThat(dataFiles()).hasSize(before - 1);
    isRight();
    bothSnapshotsAreKept();
  }

  @Test
  void leftoversInTheLookupHistoryGoAndSnapshotsStay() throws IOException {
    replaceTheTable();
    Path left = file(tables.history().resolve("snapshot=pending-1/part-0-c000.parquet"), OLD);

    VacuumResult result = vacuumWithHistory(DEFAULT);

    assertThat(left).doesNotExist();
    assertThat(result.folders().get(1).table()).isEqualTo("lookup history");
    assertThat(result.folders().get(1).files()).isEqualTo(1);
    bothSnapshotsAreKept();
    DeltaLog.clearCache();
    assertThat(new TableVerifier(tables.spark()).verify(tables.target().toString()).verified())
        .as("verify finds the snapshot that the newest version is of")
        .isTrue();
  }

  @Test
  void aRetentionThatIsTooShortIsRefused() throws IOException {
    tables.enrich();
    orphan("20240101T000000Z-00000001", OLD);
    Set<Path> before = dataFiles();

    assertThatThrownBy(() -> vacuum(new VacuumOptions(false, OptionalLong.of(167), false)))
        .isInstanceOfSatisfying(
            EnrichException.class, failure -> assertThat(failure.code()).isEqualTo(ErrorCode.USAGE))
        .hasMessage(
            "Cannot vacuum file:%s: a retention of 167 h is below 168 h, and could take files from a run that is under way or a reader of an earlier version; ask for more hours, or pass --allow-short-retention when there is neither"
                .formatted(tables.target()));
    assertThat(dataFiles()).isEqualTo(before);
  }

  @Test
  void aTableThatAsksForALongerRetentionGetsIt() throws IOException {
    tables.enrich();
    tables.sql(
        "ALTER TABLE TARGET SET TBLPROPERTIES"
            + " ('delta.deletedFileRetentionDuration' = 'interval 10 days')");
    Path orphan = orphan("20240101T000000Z-00000001", OLD);

    assertThat(target(vacuum(DEFAULT)).retentionHours()).isEqualTo(240);
    assertThat(orphan).exists();
    assertThatThrownBy(() -> vacuum(new VacuumOptions(false, OptionalLong.of(200), false)))
        .hasMessageContaining("a retention of 200 h is below 240 h");
  }

  @Test
  void aTableThatAsksForLessIsNotTakenAtItsWord() throws IOException {
    tables.enrich();
    tables.sql(
        "ALTER TABLE TARGET SET TBLPROPERTIES"
            + " ('delta.deletedFileRetentionDuration' = 'interval 1 hour')");
    Path orphan = orphan("20240101T000000Z-00000001", Duration.ofHours(2));

    assertThat(target(vacuum(DEFAULT)).retentionHours()).isEqualTo(168);
    assertThat(orphan).exists();
  }

  @Test
  void whatAKilledFirstRunLeftGoesToo() throws IOException {
    Path old = orphan("20240101T000000Z-00000001", OLD);
    Path young = orphan("20240101T000000Z-00000002", Duration.ofHours(1));

    assertThat(target(vacuum(DRY_RUN)).files()).isEqualTo(1);
    assertThat(old).exists();
    assertThat(target(vacuum(DEFAULT)).files()).isEqualTo(1);
    assertThat(old).doesNotExist();
    assertThat(young).exists();
  }

  @Test
  void aTableOfOthersIsLeftAlone() throws IOException {
    tables.spark().range(3).write().format("delta").save(tables.target().toString());
    Path file = file(tables.target().resolve("x.parquet"), OLD);

    assertThatThrownBy(() -> vacuum(DEFAULT))
        .isInstanceOfSatisfying(
            EnrichException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.TARGET_FOREIGN));
    assertThat(file).exists();
  }

  @Test
  void aMissingTargetIsNamed() {
    assertThatThrownBy(() -> vacuum(DEFAULT))
        .isInstanceOfSatisfying(
            EnrichException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.TARGET_MISSING))
        .hasMessage(
            "Cannot vacuum %s: there is nothing at this path; correct target.path"
                .formatted(tables.target()));
  }
}
