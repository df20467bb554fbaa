package dev.deltaenrich.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.engine.log.AddFile;
import dev.deltaenrich.engine.table.DeltaTable;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.job.EnrichResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.delta.DeltaLog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplainerTest {
  @TempDir Path folder;
  private LineageTables tables;

  @BeforeEach
  void makeTables() {
    tables = new LineageTables(folder).threeRows();
  }

  private ExplainResult explain(String where) {
    return explain(where, 10);
  }

  private ExplainResult explain(String where, int most) {
    return new Explainer(tables.spark(), tables.settings()).explain(where, most);
  }

  private ExplainedRow row(String where) {
    List<ExplainedRow> rows = explain(where).rows();
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }

  private List<AddFile> files(Path table) {
    DeltaLog.clearCache();
    return DeltaTable.open(tables.spark(), table.toString()).files();
  }

  @Test
  void aRowTellsAllItCameFrom() {
    EnrichResult run = tables.enrich();

    ExplainedRow row = row("transaction_id = 't1'");

    assertThat(row.keyColumn()).isEqualTo("merchant_id");
    assertThat(row.key()).isEqualTo("MER-ABC");
    assertThat(row.values()).isEqualTo(Map.of("enriched_category", "Groceries"));
    assertThat(row.curatedFile()).isEqualTo(files(tables.target()).get(0).path());
    String raw = files(tables.raw()).get(0).path();
    assertThat(row.rawFiles()).containsExactly(raw);
    assertThat(row.rawFile()).isEqualTo(raw);
    assertThat(row.rawPath()).isEqualTo("file:" + tables.raw());
    assertThat(row.rawVersion()).isZero();
    assertThat(row.lookupTable()).isEqualTo("merchant_lookup");
    assertThat(row.lookupSnapshot()).isEqualTo(run.lookup().snapshot());
    assertThat(row.snapshotKeptSince()).matches("2\\d{3}-\\d\\d-\\d\\dT.*Z");
    assertThat(row.lookupRow()).isEqualTo(Map.of("category", "Groceries"));
    assertThat(row.lookupAnswer()).isEqualTo("category = 'Groceries'");
    assertThat(row.run()).isEqualTo(run.run());
    assertThat(row.producer()).isEqualTo("splice");
    assertThat(row.version()).isZero();
    assertThat(row.committed()).matches("2\\d{3}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
    assertThat(row.state()).isEqualTo("up to date");
    assertThat(row.reason()).isEqualTo("made by the newest run");
  }

  @Test
  void theReportShowsEachRowAsATable() {
    tables.enrich();

    ExplainResult result = explain("transaction_id IN ('t1', 't2')");

    assertThat(result.report().tables()).extracting("title").containsExactly("Row 1", "Row 2");
    assertThat(result.report().tables().get(0).rows())
        .contains(
            List.of("merchant_id", "'MER-ABC'"),
            List.of("enriched_category", "'Groceries'"),
            List.of("lookup", "category = 'Groceries'"),
            List.of("state", "up to date: made by the newest run"));
    assertThat(result.report().notes()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "t2, null, 'not asked, the row has no key: lookup.unmatched was default:None'",
    "t3, null, 'has no row for the key: lookup.unmatched was default:None'",
    "t4, {category=null}, 'category = null'"
  })
  void aRowWithoutAValueTellsWhy(String row, String lookupRow, String answer) {
    tables
        .append("SELECT 't4' transaction_id, 'MER-NIL' merchant_id")
        .set("lookup.unmatched", "default:None")
        .enrich();

    ExplainedRow explained = row("transaction_id = '%s'".formatted(row));

    assertThat(String.valueOf(explained.lookupRow())).isEqualTo(lookupRow);
    assertThat(explained.lookupAnswer()).isEqualTo(answer);
    assertThat(explained.values())
        .isEqualTo(Collections.singletonMap("enriched_category", row.equals("t4") ? null : "None"));
  }

  @Test
  void keysAreComparedAsTheRunComparedThem() {
    tables
        .append("SELECT 't4' transaction_id, ' mer-abc ' merchant_id")
        .set("lookup.match", "trim-ignore-case")
        .enrich();
    tables.set("lookup.match", "exact");

    assertThat(row("transaction_id = 't4'").lookupAnswer()).isEqualTo("category = 'Groceries'");
  }

  @Test
  void anEarlierRunsLookupIsNotTheDatabasesOfToday() {
    EnrichResult run = tables.enrich();
    tables.database("UPDATE merchant_lookup SET category = 'Food' WHERE merchant_id = 'MER-ABC'");

    ExplainedRow row = row("transaction_id = 't1'");

    assertThat(row.lookupAnswer()).isEqualTo("category = 'Groceries'");
    assertThat(row.lookupSnapshot()).isEqualTo(run.lookup().snapshot());
  }

  @Test
  void rowsBeyondTheLimitAreMentioned() {
    tables.enrich();

    ExplainResult result = explain("true", 2);

    assertThat(result.rows()).hasSize(2);
    assertThat(result.more()).isTrue();
    assertThat(result.report().notes()).containsExactly("More rows match; --limit shows more.");
    assertThat(explain("true", 3).more()).isFalse();
  }

  @Test
  void noRowIsNoFailure() {
    tables.enrich();

    ExplainResult result = explain("transaction_id = 'nobody'");

    assertThat(result.exitCode().value()).isZero();
    assertThat(result.report().heading())
        .isEqualTo(
            "No row of file:%s version 0 matches: transaction_id = 'nobody'"
                .formatted(tables.target()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "amount = 1 | there is no column `amount`; its columns are transaction_id, merchant_id,"
            + " enriched_category",
        "transaction_id = | ; write it as after WHERE in Spark SQL, in quotes for the shell",
        "transaction_id | ; its columns are transaction_id, merchant_id, enriched_category",
        "count(*) > 1 | ; its columns are transaction_id",
        "transaction_id IN (SELECT x FROM nowhere) | ; its columns are transaction_id"
      })
  void whatIsNoConditionIsRefusedInOneLine(String where, String message) {
    tables.enrich();

    assertThatThrownBy(() -> explain(where))
        .isInstanceOfSatisfying(
            EnrichException.class, failure -> assertThat(failure.code()).isEqualTo(ErrorCode.USAGE))
        .hasMessageStartingWith(
            "Cannot select rows of file:%s where %s: ".formatted(tables.target(), where))
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  @Test
  void aRowThatAnotherProgramWroteTellsSo() {
    tables.enrich();
    tables.sql("INSERT INTO TARGET VALUES ('t9', 'MER-ABC', 'by hand')");

    ExplainedRow row = row("transaction_id = 't9'");

    assertThat(row.rawFiles()).isEmpty();
    assertThat(row.run()).isNull();
    assertThat(row.lookupAnswer()).isEqualTo("not recorded: the file carries no tags");
    assertThat(row.state()).isEqualTo("unknown");
    assertThat(row.reason()).isEqualTo("the file carries no tags: another program wrote it");
  }

  @Test
  void withoutItsLogEntryAFilesTagsStillTell() throws IOException {
    EnrichResult run = tables.enrich();
    tables.sql("ALTER TABLE TARGET SET TBLPROPERTIES ('a' = '1')");
    tables.forget(0);

    ExplainedRow row = row("transaction_id = 't1'");

    assertThat(row.run()).isEqualTo(run.run());
    assertThat(row.version()).isNull();
    assertThat(row.rawVersion()).isNull();
    assertThat(row.lookupAnswer()).isEqualTo("category = 'Groceries'");
    assertThat(row.reason()).isEqualTo("the log tells of no run any more");
  }

  @Test
  void aLookupThatIsNoLongerKeptIsNamed() throws IOException {
    tables.enrich();
    FileUtils.deleteDirectory(tables.history().toFile());
    DeltaLog.clearCache();

    ExplainedRow row = row("transaction_id = 't1'");

    assertThat(row.lookupAnswer())
        .isEqualTo("the snapshot is no longer kept in file:" + tables.history());
    assertThat(row.snapshotKeptSince()).isNull();
  }

  @Test
  void namesOfAnyKindAreFound() {
    tables = new LineageTables(folder.resolve("a folder+%20é")).set("raw.key", "merchant.id");
    tables
        .append(
            "SELECT 't1' `transaction_id`, 'MER-ABC' `merchant.id`, 'a b/c=d%é' region", "region")
        .enrich();

    ExplainedRow row = row("region = 'a b/c=d%é'");

    assertThat(row.keyColumn()).isEqualTo("merchant.id");
    assertThat(row.values()).isEqualTo(Map.of("enriched_category", "Groceries"));
    assertThat(row.rawFile()).isEqualTo(files(tables.raw()).get(0).path());
  }

  @Test
  void aFileThatALaterLookupDidNotTouchIsUpToDate() {
    tables = new LineageTables(folder.resolve("partitioned"));
    tables.append("SELECT 't1' transaction_id, 'MER-ABC' merchant_id, 1 region", "region");
    tables.append("SELECT 't2' transaction_id, 'MER-NIL' merchant_id, 2 region", "region");
    EnrichResult first = tables.enrich();
    tables.database("UPDATE merchant_lookup SET category = 'Some' WHERE merchant_id = 'MER-NIL'");
    EnrichResult second = tables.enrich();

    ExplainedRow kept = row("transaction_id = 't1'");
    ExplainedRow made = row("transaction_id = 't2'");

    assertThat(kept.run()).isEqualTo(first.run());
    assertThat(kept.version()).isZero();
    assertThat(kept.lookupSnapshot()).isEqualTo(first.lookup().snapshot());
    assertThat(kept.state()).isEqualTo("up to date");
    assertThat(kept.reason())
        .isEqualTo("unaffected by later lookups up to " + second.lookup().snapshot());
    assertThat(made.run()).isEqualTo(second.run());
    assertThat(made.version()).isEqualTo(1);
    assertThat(made.lookupAnswer()).isEqualTo("category = 'Some'");
  }

  @Test
  void ofSeveralRawFilesTheRowsOwnIsNamed() {
    String first = files(tables.raw()).get(0).path();
    tables.append(
        "SELECT * FROM VALUES ('t4', 'MER-ABC'), ('t3', 'MER-?') AS (transaction_id, merchant_id)");
    String second =
        files(tables.raw()).stream()
            .map(AddFile::path)
            .filter(path -> !path.equals(first))
            .findFirst()
            .orElseThrow();
    tables.enrich();

    assertThat(row("transaction_id = 't1'").rawFiles()).containsExactlyInAnyOrder(first, second);
    assertThat(row("transaction_id = 't1'").rawFile()).isEqualTo(first);
    assertThat(row("transaction_id = 't2'").rawFile()).as("it has no key").isEqualTo(first);
    assertThat(row("transaction_id = 't4'").rawFile()).isEqualTo(second);
    assertThat(explain("transaction_id = 't3'").rows())
        .extracting(ExplainedRow::rawFile)
        .as("both raw files have such a row")
        .containsExactly(null, null);
    assertThat(explain("enriched_category = 'Groceries'").rows())
        .extracting(ExplainedRow::rawFile)
        .as("raw has no such column")
        .containsExactly(null, null);
  }

  @Test
  void rawThatIsGoneLeavesTheCandidates() throws IOException {
    tables.append("SELECT 't4' transaction_id, 'MER-ABC' merchant_id").enrich();
    FileUtils.deleteDirectory(tables.raw().toFile());
    DeltaLog.clearCache();

    assertThat(row("transaction_id = 't1'").rawFile()).isNull();
    assertThat(row("transaction_id = 't1'").rawFiles()).hasSize(2);
  }

  @Test
  void aFileThatCannotBeReadIsNamed() throws IOException {
    tables.enrich();
    Path file = tables.target().resolve(files(tables.target()).get(0).path());
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] = 'x';
    Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
    Files.write(file, bytes);

    assertThatThrownBy(() -> explain("transaction_id = 't1'"))
        .isInstanceOf(EnrichException.class)
        .hasMessageContainingAll(
            "Cannot explain rows of ",
            "Spark cannot read ",
            file.getFileName() + " (",
            "run verify")
        .extracting(e -> ((EnrichException) e).code())
        .isEqualTo(ErrorCode.FILE_UNREADABLE);
  }
}
