package dev.deltaenrich.job;

import static dev.deltaenrich.job.EnrichmentTables.tags;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.oracle.TableRows;
import dev.deltaenrich.plan.PlannedFile;
import dev.deltaenrich.plan.ProducedFile;
import dev.deltaenrich.plan.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans whose files have one source or many: each becomes one curated file, by either join. */
class HandMadeBinsTest {
  private static final String BROADCAST = "256MiB";
  private static final String SHUFFLE = "1B";

  @TempDir Path folder;
  private EnrichmentTables tables;

  @BeforeEach
  void makeTables() {
    tables = new EnrichmentTables(folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {BROADCAST, SHUFFLE})
  void filesOfOneSourceAndOfManyAreEachMadeOnce(String bound) {
    tables.set("lookup.max-broadcast-bytes", bound);
    files(40, "SELECT id, IF(id % 3 = 0, 'MER-ABC', concat('U', id % 5)) merchant_id");
    HandMadeRun run = new HandMadeRun(tables);
    List<SourceFile> sources = run.sources();
    List<PlannedFile> plan = new ArrayList<>();
    plan.add(bin(sources.subList(0, 25)));
    sources.subList(25, 30).forEach(source -> plan.add(bin(List.of(source))));
    plan.add(bin(sources.subList(30, 40)));

    List<ProducedFile> produced = run.enrich(plan);

    assertThat(produced).hasSize(7);
    assertFilesAre(plan);
    assertThat(tables.check().rows()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {BROADCAST, SHUFFLE})
  void aBinHoldsItsSourcesOneAfterTheOther(String bound) {
    tables.set("lookup.max-broadcast-bytes", bound);
    files(
        12, "SELECT id, IF(id % 2 = 0, 'MER-ABC', concat('U', reverse(hex(id * 7)))) merchant_id");
    HandMadeRun run = new HandMadeRun(tables);
    List<SourceFile> sources = new ArrayList<>(run.sources());
    Collections.shuffle(sources, new Random(7));

    run.enrich(List.of(bin(sources)));

    AddFile made = tables.curatedFiles().get(0);
    List<List<String>> expected = sources.stream().map(source -> ids(source.uri())).toList();
    List<String> found = ids(tables.targetPath() + "/" + made.path());
    List<List<String>> parts = new ArrayList<>();
    for (int i = 0; i < found.size(); i += 10) {
      parts.add(found.subList(i, i + 10));
    }
    // The newest comes first, since the file's footer is made of its.
    assertThat(parts).hasSize(12).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(tags(made).sources()).isEqualTo(sources.stream().map(SourceFile::id).toList());
  }

  @Test
  void aBinIsOneTask() {
    files(30, "SELECT id, 'MER-ABC' merchant_id");
    HandMadeRun run = new HandMadeRun(tables);

    List<ProducedFile> produced =
        run.enrich(List.of(bin(run.sources().subList(0, 20)), bin(run.sources().subList(20, 30))));

    assertThat(run.tasks()).isEqualTo(2);
    assertThat(produced).extracting(file -> file.rows()).containsExactly(200L, 100L);
  }

  @ParameterizedTest
  @ValueSource(strings = {BROADCAST, SHUFFLE})
  void binsOfPartitionsWithDeletionVectors(String bound) {
    tables.set("lookup.max-broadcast-bytes", bound);
    days("merchant_id");
    tables.sql("ALTER TABLE RAW SET TBLPROPERTIES (delta.enableDeletionVectors = true)");
    tables.sql("DELETE FROM RAW WHERE id IN (3, 4, 29) OR id >= 300 AND id % 3 = 0");
    HandMadeRun run = new HandMadeRun(tables);
    List<PlannedFile> plan = binsOf("day", run);

    List<ProducedFile> produced = run.enrich(plan);

    assertThat(produced).hasSize(3);
    assertFilesAre(plan);
    assertThat(tables.curatedRows().lines())
        .hasSize(120 - 3 - 10)
        .containsExactlyInAnyOrderElementsOf(
            LongStream.range(0, 400)
                .filter(id -> id % 100 < 30)
                .filter(id -> id != 3 && id != 4 && id != 29 && !(id >= 300 && id % 3 == 0))
                .mapToObj(HandMadeBinsTest::rowOfADay)
                .toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {BROADCAST, SHUFFLE})
  void binsOfPartitionsWithMappedColumns(String bound) {
    tables
        .set("lookup.max-broadcast-bytes", bound)
        .sql(
            "CREATE TABLE RAW (id BIGINT, merchant STRING, day DATE) USING delta PARTITIONED BY (day) TBLPROPERTIES (delta.columnMapping.mode = 'name')");
    days("merchant");
    tables.sql("ALTER TABLE RAW RENAME COLUMN merchant TO merchant_id");
    HandMadeRun run = new HandMadeRun(tables);
    List<PlannedFile> plan = binsOf("day", run);

    run.enrich(plan);

    assertFilesAre(plan);
    assertThat(tables.check().rows()).isEqualTo(120);
  }

  @ParameterizedTest
  @ValueSource(strings = {BROADCAST, SHUFFLE})
  void theKeyMayBeAPartitionColumn(String bound) {
    tables.set("lookup.max-broadcast-bytes", bound);
    for (int i = 0; i < 3; i++) {
      tables.raw(
          "SELECT %d + id id, IF(id = 0, 'MER-ABC', 'MER-?') merchant_id FROM range(2)"
              .formatted(i * 10),
          "merchant_id");
    }
    HandMadeRun run = new HandMadeRun(tables);

    List<ProducedFile> produced = run.enrich(binsOf("merchant_id", run));

    assertThat(produced).hasSize(2);
    assertThat(produced).extracting(file -> file.counts().get(0).matched()).contains(0L, 3L);
    tables.check();
  }

  @Test
  void sourcesWithoutRowsStandInTheBinsTags() {
    files(3, "SELECT id, 'MER-ABC' merchant_id");
    tables.sql("ALTER TABLE RAW SET TBLPROPERTIES (delta.enableDeletionVectors = true)");
    tables.spark().conf().set("spark.databricks.delta.stats.collect", "false");
    try {
      tables.raw("SELECT id, 'MER-ABC' merchant_id FROM range(6) WHERE rand() > 2");
    } finally {
      tables.spark().conf().unset("spark.databricks.delta.stats.collect");
    }
    HandMadeRun run = new HandMadeRun(tables);
    assertThat(run.sources()).hasSize(4);
    List<PlannedFile> plan = List.of(bin(run.sources()));

    run.enrich(plan);

    assertFilesAre(plan);
    tables.check();
  }

  @Test
  void aSourceOfABinThatIsLargerThanTheLogSaysFailsTheRunAndIsNamed() {
    files(5, "SELECT id, 'MER-ABC' merchant_id");
    SourceFile third = new HandMadeRun(tables).sources().get(2);
    String size = "\"size\":" + third.bytes();
    // Other readers by Spark pass over the row group without a word.
    LogText.ofRaw(tables)
        .edit(
            0,
            text -> {
              int at = text.indexOf(size, text.indexOf(third.path()));
              return text.substring(0, at) + "\"size\":5" + text.substring(at + size.length());
            });
    HandMadeRun run = new HandMadeRun(tables);

    assertThatThrownBy(() -> run.enrich(List.of(bin(run.sources()))))
        .isInstanceOfSatisfying(
            EnrichException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.ROW_COUNT))
        .hasMessageContaining(third.path())
        .hasMessageContaining("its size is %d bytes, in the log 5", third.bytes());
  }

  /** At 63, what only the writer asks for needs another word of null bits; at 120, no codegen. */
  @ParameterizedTest
  @ValueSource(ints = {62, 63, 120})
  void rowsOfAnyWidthAreStoredWhole(int columns) {
    StringBuilder query =
        new StringBuilder("SELECT id, IF(id % 2 = 0, 'MER-ABC', NULL) merchant_id");
    for (int i = 3; i <= columns; i++) {
      query.append(", IF(id %% 3 = %d, NULL, concat('c%d-', id)) c%d".formatted(i % 3, i, i));
    }
    files(2, query.toString());
    HandMadeRun run = new HandMadeRun(tables);

    run.enrich(List.of(bin(run.sources())));

    assertThat(tables.curatedRows().names()).hasSize(columns + 1);
    tables.check();
  }

  @Test
  void hundredsOfSmallFilesTakeFewTasks() throws IOException {
    files(20, "SELECT id, IF(id % 2 = 0, 'MER-ABC', 'MER-?') merchant_id");
    landAgain(29);
    HandMadeRun run = new HandMadeRun(tables);
    List<PlannedFile> plan = new ArrayList<>();
    for (int i = 0; i < 600; i += 200) {
      plan.add(bin(run.sources().subList(i, i + 200)));
    }

    List<ProducedFile> produced = run.enrich(plan);

    assertThat(run.tasks()).isLessThanOrEqualTo(3);
    assertThat(produced).extracting(file -> file.rows()).containsOnly(2_000L);
    assertThat(tables.check().rows()).isEqualTo(6_000);
  }

  /** Lands ten rows a file. */
  private void files(int number, String select) {
    tables.rawAsPartitioned("%s FROM range(0, %d, 1, %d)".formatted(select, number * 10, number));
  }

  /** Lands copies of each file of the first version, by other names, as one more version. */
  private void landAgain(int times) throws IOException {
    Path raw = Path.of(tables.rawPath());
    Pattern path = Pattern.compile("^\\{\"add\":\\{\"path\":\"(.*?)\"");
    List<String> added = new ArrayList<>();
    for (String line : Files.readAllLines(raw.resolve("_delta_log/%020d.json".formatted(0)))) {
      Matcher add = path.matcher(line);
      for (int i = 0; add.find(0) && i < times; i++) {
        String copy = "copy-%d-%s".formatted(i, add.group(1));
        Files.copy(raw.resolve(add.group(1)), raw.resolve(copy));
        added.add(line.replace(add.group(1), copy));
      }
    }
    Files.write(raw.resolve("_delta_log/%020d.json".formatted(1)), added);
  }

  /** Lands four files of ten rows for each of three days. */
  private void days(String key) {
    for (int i = 0; i < 4; i++) {
      tables.raw(
          "SELECT id + %d id, IF(id %% 2 = 0, 'MER-ABC', 'MER-?') %s, date_add(DATE'2024-02-29', CAST(id %% 3 AS INT)) day FROM range(0, 30, 1, 1)"
              .formatted(i * 100, key),
          "day");
    }
  }

  private static String rowOfADay(long id) {
    LocalDate day = LocalDate.of(2024, 2, 29).plusDays(id % 100 % 3);
    return id % 2 == 0
        ? "%d|MER-ABC|%s|Groceries".formatted(id, day)
        : "%d|MER-?|%s|null".formatted(id, day);
  }

  /** One planned file for each value of a partition column. */
  private static List<PlannedFile> binsOf(String column, HandMadeRun run) {
    return run.sources().stream()
        .collect(Collectors.groupingBy(source -> source.partitionValues().get(column)))
        .values()
        .stream()
        .map(HandMadeBinsTest::bin)
        .toList();
  }

  private static PlannedFile bin(List<SourceFile> sources) {
    return new PlannedFile(sources, "by hand");
  }

  private static List<String> ids(String file) {
    Path path = Path.of(new org.apache.hadoop.fs.Path(file).toUri().getPath());
    return TableRows.ofFile(path, new StructType().add("id", "bigint")).column("id");
  }

  private void assertFilesAre(List<PlannedFile> plan) {
    assertThat(tables.curatedFiles())
        .extracting(file -> tags(file).sources())
        .containsExactlyInAnyOrderElementsOf(
            plan.stream()
                .map(file -> file.sources().stream().map(SourceFile::id).toList())
                .toList());
  }
}
