package dev.deltaenrich.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.deltaenrich.bootstrap.Bootstrap;
import dev.deltaenrich.cli.Commands;
import dev.deltaenrich.engine.log.AddFile;
import dev.deltaenrich.engine.table.DeltaTable;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.job.EnrichResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.delta.DeltaLog;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnmatchedListTest {
  private static final String EARLY = "2024-02-01T10:00:00Z";
  private static final String LATE = "2024-03-05T11:30:00Z";

  @TempDir static Path shared;
  private static LineageTables twoRuns;
  private static EnrichResult first;
  private static EnrichResult second;

  @TempDir Path folder;

  private static UnmatchedResult list(LineageTables tables) {
    DeltaLog.clearCache();
    return new UnmatchedList(tables.spark(), tables.settings()).list(20, Optional.empty());
  }

  /** Two raw files of different times, each made by a run and a lookup of its own. */
  @BeforeAll
  static void runTwice() throws IOException {
    twoRuns =
        new LineageTables(shared)
            .set("lookup.unmatched", "default:None")
            .set("enrich.small-file-bytes", "0")
            .append(
                "SELECT explode(array('MER-ABC', NULL, 'MER-NIL', 'MER-?', 'MER-?', 'OLD')) merchant_id");
    modified(twoRuns, 0, "1706781600000");
    first = twoRuns.enrich();
    twoRuns
        .database("INSERT INTO merchant_lookup VALUES ('LATER', 'New')")
        .append("SELECT explode(array('LATER', 'MER-?', 'NEW', 'NEW', NULL)) merchant_id");
    modified(twoRuns, 1, "1709638200000");
    second = twoRuns.enrich();
  }

  private static void modified(LineageTables tables, long version, String milliseconds)
      throws IOException {
    rewrite(
        tables.raw().resolve("_delta_log/%020d.json".formatted(version)),
        "\"modificationTime\":\\d+",
        "\"modificationTime\":" + milliseconds);
  }

  private static void rewrite(Path entry, String regex, String replacement) throws IOException {
    String text = Files.readString(entry);
    String edited = text.replaceAll(regex, replacement);
    assertThat(edited).isNotEqualTo(text);
    Files.writeString(entry, edited);
    Files.deleteIfExists(entry.resolveSibling("." + entry.getFileName() + ".crc"));
    DeltaLog.clearCache();
  }

  @Test
  void eachUnknownKeyHasItsRowsAndTimes() {
    UnmatchedResult result = list(twoRuns);

    assertThat(result.targetVersion()).isEqualTo(1);
    assertThat(result.unknownKeys()).isEqualTo(3);
    assertThat(result.unknownRows())
        .isEqualTo(6)
        .as("what the runs counted")
        .isEqualTo(first.counts().unknownKey() + second.counts().unknownKey());
    assertThat(result.keys())
        .containsExactly(
            new UnknownKey("MER-?", 3, 1, EARLY, LATE),
            new UnknownKey("NEW", 2, 1, LATE, LATE),
            new UnknownKey("OLD", 1, 1, EARLY, EARLY));
    assertThat(result.notJudged()).isEmpty();
    assertThat(result.filesOfOtherRules()).isZero();
    assertThat(result.report().notes()).isEmpty();
  }

  @Test
  void eachFilesKeysAreLookedForInItsOwnSnapshot() throws IOException {
    String tag = "\"deltaEnrich.lookupSnapshot\":\"";
    String lookup = tag + second.lookup().snapshot();
    String earlier = tag + first.lookup().snapshot();
    assertThat(list(twoRuns).keys()).extracting(UnknownKey::key).doesNotContain("LATER");

    twoRuns.edit(1, lookup, earlier);
    try {
      assertThat(list(twoRuns).keys())
          .extracting(UnknownKey::key)
          .containsExactly("MER-?", "NEW", "LATER", "OLD");
    } finally {
      twoRuns.edit(1, earlier, lookup);
    }
  }

  @Test
  void theCommandPrintsTextOrJsonUpToTheLimitWithTotals() {
    Path csv = folder.resolve("unknown.csv");

    String text = command("--limit", "1", "--csv", csv.toString());
    String json = command("--limit", "1", "--json");

    assertThat(text)
        .isEqualTo(
            """
            Unknown keys of file:%1$s
              version         1
              unknown keys    3
              rows with them  6
              file            %2$s, 3 keys

            Most frequent unknown keys
              key      rows  first seen            last seen
              'MER-?'  3     2024-02-01T10:00:00Z  2024-03-05T11:30:00Z
            More unknown keys: 2; --limit shows more, --csv FILE writes all.
            """
                .formatted(twoRuns.target(), csv));
    assertThat(csv)
        .hasContent(
            "merchant_id,merchant_name,category\r\n\"MER-?\",\"\",\r\n\"NEW\",\"\",\r\n\"OLD\",\"\",\r\n");
    assertThat(json)
        .startsWith("{\"command\":\"unmatched\",\"exit\":0,\"targetPath\":")
        .contains("\"unknownKeys\":3,\"unknownRows\":6,\"keys\":[{\"key\":\"MER-?\",\"rows\":3,")
        .contains("\"firstSeen\":\"2024-02-01T10:00:00Z\"", "\"csvFile\":null")
        .doesNotContain("NEW");
  }

  private static String command(String... options) {
    DeltaLog.clearCache();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    List<String> words = new ArrayList<>(List.of("unmatched"));
    words.addAll(List.of("--set", "raw.path=" + twoRuns.raw()));
    words.addAll(List.of("--set", "target.path=" + twoRuns.target()));
    words.addAll(List.of("--set", "lookup.unmatched=default:None"));
    words.addAll(List.of(options));
    int exit =
        Commands.run(
            words.toArray(String[]::new),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    assertThat(exit).isZero();
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void keysAreComparedAsTheyWereAndSpellingsThatAreOneKeyAreCountedTogether() {
    LineageTables tables =
        new LineageTables(folder)
            .set("lookup.match", "trim-ignore-case")
            .append(
                "SELECT explode(array('mer-abc ', ' mer-x', 'MER-X', 'MER-X', 'Y')) merchant_id");
    tables.enrich();

    UnmatchedResult result = list(tables);

    assertThat(result.keys())
        .extracting(UnknownKey::key, UnknownKey::rows, UnknownKey::spellings)
        .containsExactly(tuple("MER-X", 3L, 2L), tuple("Y", 1L, 1L));
    assertThat(result.report().tables().get(0).rows().get(0))
        .startsWith("'MER-X', and spelled in 1 other ways", "3");

    UnmatchedResult byAnotherRule = list(tables.set("lookup.match", "exact"));
    assertThat(byAnotherRule.keys())
        .extracting(UnknownKey::key)
        .as("judged as the run compared, told apart as the settings do")
        .containsExactly("MER-X", " mer-x", "Y");
    assertThat(byAnotherRule.report().notes())
        .containsExactly(
            "Files made by another rule than that of the settings: 1; run enrich first, then fill in keys.");
  }

  @Test
  void filesThatCannotBeJudgedAreCountedWithTheirRows() throws IOException {
    LineageTables tables = new LineageTables(folder).threeRows();
    tables.enrich();

    tables.sql(
        "INSERT INTO TARGET SELECT /*+ COALESCE(1) */ * FROM VALUES ('t9', 'BY-HAND', NULL), ('t10', NULL, NULL)");
    UnmatchedResult withForeign = list(tables);
    assertThat(withForeign.keys()).extracting(UnknownKey::key).containsExactly("MER-?");
    assertThat(withForeign.report().notes())
        .containsExactly(
            "Files not judged: 1, of 2 rows; another program wrote them, or deleted rows of them.");

    tables.forget(0);
    assertThat(list(tables).keys()).as("by the rule of the settings").hasSize(1);
    assertThat(list(tables.set("lookup.match", "trim")).notJudged())
        .containsExactlyInAnyOrder(
            new UnjudgedFiles("the rule that made them is no longer recorded", 1, 3),
            new UnjudgedFiles("another program wrote them, or deleted rows of them", 1, 2));

    FileUtils.deleteDirectory(tables.history().toFile());
    assertThat(list(tables.set("lookup.match", "exact")).notJudged())
        .contains(
            new UnjudgedFiles(
                "their lookup snapshot is no longer kept in " + tables.history(), 1, 3));

    tables.sql("OPTIMIZE TARGET");
    UnmatchedResult rewritten = list(tables);
    assertThat(rewritten.notJudged())
        .containsExactly(
            new UnjudgedFiles("another program wrote them, or deleted rows of them", 1, 5));
    assertThat(rewritten.report().heading())
        .isEqualTo("No unknown key in the files of file:%s that can be judged", tables.target());
  }

  @Test
  void aColumnThatIsGoneAndASnapshotOfDeletedRowsAreNotJudgedBy() throws IOException {
    LineageTables tables = new LineageTables(folder).threeRows();
    tables.enrich();
    tables.edit(0, "\\\"key\\\":\\\"merchant_id", "\\\"key\\\":\\\"gone");
    assertThat(list(tables).notJudged())
        .containsExactly(
            new UnjudgedFiles("the table no longer has their key column 'gone'", 1, 3));

    tables.edit(0, "\\\"key\\\":\\\"gone", "\\\"key\\\":\\\"merchant_id");
    assertThat(list(tables).keys()).hasSize(1);
    rewrite(
        tables.history().resolve("_delta_log/%020d.json".formatted(0)),
        "\"dataChange\":true",
        "\"dataChange\":true,\"deletionVector\":{\"storageType\":\"i\","
            + "\"pathOrInlineDv\":\"x\",\"sizeInBytes\":40,\"cardinality\":1}");
    UnmatchedResult withDeletedRows = list(tables);
    assertThat(withDeletedRows.keys()).isEmpty();
    assertThat(withDeletedRows.notJudged()).extracting(UnjudgedFiles::rows).containsExactly(3L);
  }

  @Test
  void theFileFilledInAndLoadedRepairsItsRowsAndMakesOnlyTheirFilesAgain() throws IOException {
    String longest = "é".repeat(LookupCsv.LONGEST_KEY);
    LineageTables tables = new LineageTables(folder).database("DROP TABLE merchant_lookup");
    new Bootstrap(tables.settings(), Optional.empty(), Optional.empty()).run();
    tables
        .append("SELECT 'MER-ABC' merchant_id, 1 region", "region")
        .append(
            "SELECT explode(array('a,\"b\"', 'line\\nbreak', ' blanks ', '%s', '%sx', '')) merchant_id, 2 region"
                .formatted(longest, longest),
            "region");
    EnrichResult first = tables.enrich();
    List<AddFile> before = files(tables);
    assertThat(first.counts().unknownKey()).isEqualTo(6);
    Path csv = folder.resolve("unknown.csv");

    UnmatchedResult listed =
        new UnmatchedList(tables.spark(), tables.settings())
            .list(20, Optional.of(LookupCsv.at(csv.toString())));
    assertThat(listed.csvKeys()).isEqualTo(4);
    assertThat(listed.csvLeftOut()).isEqualTo(2);
    assertThat(listed.report().notes())
        .containsExactly(
            "Keys left out of the file: 2; merchant_lookup, as bootstrap makes it, does not take them (empty, with NUL, or over 50 characters).");

    Files.writeString(csv, Files.readString(csv).replace(",\"\",\r\n", ",\"\",Filled\r\n"));
    new Bootstrap(tables.settings(), Optional.of(csv), Optional.empty()).run();
    EnrichResult second = tables.enrich();

    assertThat(second.counts().matched()).isEqualTo(4);
    assertThat(second.counts().rows()).as("rows of the one file").isEqualTo(6);
    assertThat(files(tables)).hasSize(2).filteredOn(before::contains).hasSize(1);
    assertThat(list(tables).keys()).extracting(UnknownKey::key).containsExactly("", longest + "x");
    assertThat(
            tables
                .spark()
                .read()
                .format("delta")
                .load(tables.target().toString())
                .where("enriched_category = 'Filled'")
                .count())
        .isEqualTo(4);
  }

  private static List<AddFile> files(LineageTables tables) {
    return DeltaTable.open(tables.spark(), tables.target().toString()).files();
  }

  @Test
  void aTargetThatIsMissingAndAFileThatCannotBeReadAreNamed() throws IOException {
    LineageTables tables = new LineageTables(folder).threeRows();
    assertThatThrownBy(() -> list(tables))
        .isInstanceOf(EnrichException.class)
        .hasMessage(
            "Cannot list unknown keys of %s: there is no Delta table; run enrich first, or correct target.path"
                .formatted(tables.target()))
        .extracting(e -> ((EnrichException) e).code())
        .isEqualTo(ErrorCode.TARGET_MISSING);

    tables.enrich();
    Path file = tables.target().resolve(files(tables).get(0).path());
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] = 'x';
    Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
    Files.write(file, bytes);
    assertThatThrownBy(() -> list(tables))
        .isInstanceOf(EnrichException.class)
        .hasMessageStartingWith("Cannot list unknown keys of ")
        .hasMessageContainingAll("Spark cannot read ", file.getFileName() + " (", "run verify")
        .hasMessageNotContaining("\n")
        .extracting(e -> ((EnrichException) e).code())
        .isEqualTo(ErrorCode.FILE_UNREADABLE);
  }
}
