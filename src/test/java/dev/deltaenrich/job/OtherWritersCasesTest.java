package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.oracle.TableRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.delta.DeltaLog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Stored tables of other writers ({@code cases} in the test resources), by both producers. */
class OtherWritersCasesTest {
  private static final Path CASES = Path.of("src/test/resources/cases");

  @TempDir Path folder;
  private EnrichmentTables tables;
  private String producer;

  @BeforeEach
  void keysAreK0ToK49() {
    tables =
        new EnrichmentTables(folder)
            .database(
                "DELETE FROM merchant_lookup",
                "INSERT INTO merchant_lookup SELECT 'K' || g, '', 'C' || (g % 7) FROM generate_series(0, 49) g");
  }

  private void land(String name, String byWhom) throws IOException {
    producer = byWhom;
    Path raw = Path.of(tables.rawPath());
    FileUtils.deleteDirectory(raw.toFile());
    FileUtils.copyDirectory(CASES.resolve(name).toFile(), raw.toFile());
    DeltaLog.clearCache();
    tables.set("enrich.producer", producer);
    tables.set("enrich.small-file-bytes", producer.equals("auto") ? "16MiB" : "0");
  }

  /** Enriches, has {@code verify} agree once a case, and shows some columns of the result. */
  private List<String> enriched(String... columns) {
    tables.enrichAndCheck();
    if (producer.equals("splice")) {
      assertThat(tables.verify().verified()).isTrue();
    }
    return shown(columns);
  }

  /** These columns of the curated rows behind the id, by which the rows are sorted. */
  private List<String> shown(String... columns) {
    TableRows curated = tables.curatedRows();
    List<String> ids = curated.column("id");
    return IntStream.range(0, ids.size())
        .boxed()
        .sorted(Comparator.comparing(row -> Long.parseLong(ids.get(row))))
        .map(
            row ->
                Stream.concat(Stream.of("id"), Arrays.stream(columns))
                    .map(column -> curated.column(column).get(row))
                    .collect(Collectors.joining(" ")))
        .toList();
  }

  private void assertRefused(ErrorCode code, String... parts) {
    assertThatThrownBy(tables::enrich)
        .isInstanceOfSatisfying(
            EnrichException.class, failure -> assertThat(failure.code()).isEqualTo(code))
        .hasMessageContainingAll(parts);
    assertThat(Path.of(tables.targetPath(), "_delta_log")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "rewrite", "splice"})
  void textsInDeltaLengthEncodingAreWhole(String producer) throws IOException {
    land("delta-length-text/raw", producer);

    assertThat(enriched("merchant_id", "note", "enriched_category"))
        .hasSize(20)
        .startsWith("0 K0 note-1 C0", "1 null null null", "2 K2 note-100 C2", "3 K3 note-1000 C3");
    assertThat(tables.record().counts().matched()).isEqualTo(14);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rewrite", "splice"})
  void nullsUnderNotNullStayNull(String producer) throws IOException {
    land("not-null-with-nulls/raw", producer);

    assertThat(enriched("amount", "l"))
        .hasSize(10)
        .startsWith("0 7.5 [1,null,3]", "1 null [1,null,3]", "2 8.5 [1,null,3]");
    assertThat(tables.curatedRows().column("amount")).filteredOn(Objects::isNull).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rewrite", "splice"})
  void aNotNullColumnThatAFileLacksIsNull(String producer) throws IOException {
    land("not-null-missing-in-older-files/raw", producer);

    assertThat(enriched("x")).containsExactly("0 null", "1 null", "2 null", "3 1", "4 1", "5 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rewrite", "splice"})
  void partitionValuesThatAreNumbersAndBooleansAreTheirTexts(String producer) throws IOException {
    land("partition-values-as-numbers/raw", producer);

    assertThat(enriched("year", "ok", "enriched_category"))
        .containsExactly("0 2024 true C0", "1 2024 true C1", "2 2024 true C2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rewrite", "splice"})
  void rowGroupsWithoutRowsDoNoHarm(String producer) throws IOException {
    land("row-groups-without-rows/raw", producer);

    // Plain parquet-java fails at such a row group, and so the cheap oracle does.
    tables.enrichAndVerify();
    assertThat(shown("enriched_category")).containsExactly("0 C0", "1 C1", "2 C2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rewrite", "splice"})
  void aColumnThatTheFilesAlreadyHadIsShownByKeptFilesToo(String producer) throws IOException {
    land("column-the-files-already-had/raw-1", producer);
    tables.enrichAndCheck();
    land("column-the-files-already-had/raw-2", producer);

    assertThat(enriched("later"))
        .containsExactly("0 7", "1 8", "2 9", "3 1", "4 2", "5 3", "50 4", "51 5");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rewrite", "splice"})
  void aTableInThePlaceOfAnotherIsFollowed(String producer) throws IOException {
    land("same-file-names/raw-1", producer);
    tables.enrichAndCheck();
    land("same-file-names/raw-2", producer);

    assertThat(enriched("merchant_id"))
        .containsExactly("100 K40", "101 K41", "102 K42", "103 K43", "104 K44");
    assertThat(tables.enrich().outcome()).isEqualTo("nothing to do");
  }

  @ParameterizedTest
  @CsvSource({"rewrite", "splice", "auto"})
  void aTypeThatSparkCannotReadAsTheTablesIsNamed(String producer) throws IOException {
    land("type-this-spark-cannot-read/raw", producer);

    assertRefused(ErrorCode.FILE_UNREADABLE, "0.parquet", "column 'id'", "INT32", "bigint");
  }

  @Test
  void columnsThatDifferInCaseAloneAreRefused() throws IOException {
    land("columns-differing-in-case/raw", "auto");

    assertRefused(ErrorCode.COLUMN_UNSUPPORTED, "'merchant_id' and 'Merchant_ID'");
    assertThat(Files.exists(Path.of(tables.targetPath()))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rewrite", "splice"})
  void aV2CheckpointStandsForCommitsThatWereCleaned(String producer) throws IOException {
    land("v2-checkpoint-log-cleaned/raw", producer);

    // The cheap oracle reads logs that are whole.
    tables.enrichAndVerify();
    assertThat(shown("merchant_id", "amount", "enriched_category")).hasSize(6);
  }
}
