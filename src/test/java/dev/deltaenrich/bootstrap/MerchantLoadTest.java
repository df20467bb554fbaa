package dev.deltaenrich.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MerchantLoadTest {
  private static final int MANY = 1_000_000;

  @TempDir Path folder;
  private final TestDatabase database = TestDatabase.create();

  @Test
  void insertsNewMerchantsUpdatesKnownOnesAndCountsTheRest() throws IOException {
    LoadedMerchants loaded =
        database.load(
            file(
                """
                category,merchant_id,merchant_name
                Chemist,MER-123,HealthPlus Pharmacy
                ,MER-NEW,New
                Groceries,MER-ABC,Alpha Mart
                """));

    assertThat(database.merchants())
        .containsExactly(
            "MER-123,HealthPlus Pharmacy,Chemist",
            "MER-ABC,Alpha Mart,Groceries",
            "MER-NEW,New,null",
            "MER-XYZ,Tech Gadgets Inc.,Electronics");
    assertThat(loaded.rows()).isEqualTo(3);
    assertThat(loaded.inserted()).isEqualTo(1);
    assertThat(loaded.updated()).isEqualTo(1);
    assertThat(loaded.unchanged()).isEqualTo(1);
  }

  @Test
  void changesNothingTheSecondTime() throws IOException {
    Path file = file("merchant_id,merchant_name,category\nM1,One,\n");
    database.load(file);
    LoadedMerchants second = database.load(file);

    assertThat(second.unchanged()).isEqualTo(1);
    assertThat(second.inserted() + second.updated()).isZero();
  }

  @Test
  void loadsQuotesDollarsBackslashesLineBreaksAndEmojiAsTheyAre() throws IOException {
    database.execute("SELECT 1");
    database.load(
        file(
            "merchant_id,merchant_name,category\n"
                + "\"M'\"\"$1\",\"a\nb\tc\\N\\\",\"\\.\"\n"
                + "\\N,🛒 Café 日本,\"\"\n"));

    assertThat(
            database.query(
                "SELECT merchant_id, merchant_name, category FROM merchant_lookup"
                    + " WHERE merchant_id NOT LIKE 'MER-%' ORDER BY 1 DESC"))
        .containsExactlyInAnyOrder("M'\"$1,a\nb\tc\\N\\,\\.", "\\N,🛒 Café 日本,");
  }

  @Test
  void takesAValueOfExactlyTheLongestLengthCountedInCodePoints() throws IOException {
    String longest = "🛒".repeat(100);
    database.load(file("merchant_id,merchant_name,category\nM1,One," + longest + "\n"));

    assertThat(database.query("SELECT category FROM merchant_lookup WHERE merchant_id = 'M1'"))
        .containsExactly(longest);
  }

  @Test
  void namesEveryKindOfBadRowWithItsLineAndLoadsNothing() throws IOException {
    EnrichException failure =
        failure(
            file(
                """
                merchant_id,merchant_name,category
                GOOD,"over
                two lines",x
                ,no key,x
                M1,,x
                M2,too few
                M3,too,many,fields
                GOOD,again,x
                %s,long,%s
                M4,quote"inside,x
                "",empty key,
                """
                    .formatted("k".repeat(51), "c".repeat(101))));

    assertThat(failure.code()).isEqualTo(ErrorCode.LOOKUP_FILE);
    assertThat(failure)
        .hasMessage(
            "Cannot load %s: 8 bad rows: line 4: merchant_id is missing"
                    .formatted(folder.resolve("lookup.csv"))
                + " | line 5: merchant_name is missing"
                + " | line 6: 2 fields instead of 3"
                + " | line 7: 4 fields instead of 3"
                + " | line 8: merchant_id 'GOOD' is on line 2 already"
                + " | line 9: merchant_id has 51 characters, at most 50 fit,"
                + " category has 101 characters, at most 100 fit"
                + " | line 10: a double quote stands inside a field that does not start with one"
                + " | line 11: merchant_id is missing"
                + "; nothing was loaded, correct the file and load it again");
    assertThat(database.query("SELECT count(*) FROM merchant_lookup")).containsExactly("3");
  }

  @Test
  void namesTheFirstTenBadRowsAndTheirNumber() throws IOException {
    StringBuilder text = new StringBuilder("merchant_id,merchant_name,category\n");
    for (int i = 0; i < 1500; i++) {
      text.append("SAME,n,\n").append("too few\n");
    }
    EnrichException failure = failure(file(text.toString()));

    assertThat(failure)
        .hasMessageContaining("2,999 bad rows, the first 10: line 3: 1 fields instead of 3")
        .hasMessageContaining("| line 4: merchant_id 'SAME' is on line 2 already |")
        .hasMessageContaining("| line 12: merchant_id 'SAME' is on line 2 already;")
        .hasMessageNotContaining("line 13:");
  }

  @Test
  void refusesAHeaderThatLacksAColumnOrHasAnotherOne() throws IOException {
    EnrichException lacking = failure(file("merchant_id,merchant_name\nM1,One\n"));
    assertThat(lacking.code()).isEqualTo(ErrorCode.LOOKUP_FILE);
    assertThat(lacking)
        .hasMessageContaining(
            "its first line is '[merchant_id, merchant_name]', but must name the columns"
                + " merchant_id, merchant_name, category, each once, in any order");
    assertThat(failure(file("merchant_id,merchant_name,category,mcc\n")))
        .hasMessageContaining("category, mcc]'");
    assertThat(failure(file("merchant_id,merchant_id,category\n")))
        .hasMessageContaining("each once");
    assertThat(failure(file(""))).hasMessageContaining("its first line is missing");
  }

  @Test
  void takesAFileThatHasAHeaderOnly() throws IOException {
    assertThat(database.load(file("merchant_id,merchant_name,category\n")).rows()).isZero();
  }

  @Test
  void saysThatAFileIsMissingBeforeAnythingElse() {
    EnrichException failure = failure(folder.resolve("absent.csv"));
    assertThat(failure.code()).isEqualTo(ErrorCode.USAGE);
    assertThat(failure)
        .hasMessageContaining("Cannot read the file of --lookup-file")
        .hasMessageContaining("absent.csv is missing");
    assertThat(database.query("SELECT to_regclass('merchant_lookup')")).containsExactly("null");
  }

  @Test
  void saysHowToRepairATableMadeByHandWithoutAUniqueKey() throws IOException {
    database.execute(
        "CREATE TABLE merchant_lookup (merchant_id TEXT, merchant_name TEXT, category TEXT)");
    EnrichException failure = failure(file("merchant_id,merchant_name,category\nM1,One,\n"));

    assertThat(failure.code()).isEqualTo(ErrorCode.CHECK_FAILED);
    assertThat(failure)
        .hasMessageContaining("ALTER TABLE merchant_lookup ADD PRIMARY KEY (merchant_id)");
  }

  @Test
  void namesTheConstraintOfATableMadeByHandThatARowBreaks() throws IOException {
    database.bootstrap();
    database.execute("ALTER TABLE merchant_lookup ADD CONSTRAINT named CHECK (category <> 'No')");
    EnrichException failure = failure(file("merchant_id,merchant_name,category\nM1,One,No\n"));

    assertThat(failure.code()).isEqualTo(ErrorCode.LOOKUP_FILE);
    assertThat(failure).hasMessageContaining("violates check constraint \"named\"");
    assertThat(failure.getMessage().lines()).hasSize(1);
  }

  @Test
  void loadsAMillionMerchantsInOneTransaction() throws IOException {
    Path file = folder.resolve("million.csv");
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("merchant_id,merchant_name,category\n");
      for (int i = 0; i < MANY; i++) {
        out.write("M-%07d,\"Merchant, number %d\",Category %d%n".formatted(i, i, i % 50));
      }
    }
    LoadedMerchants loaded = database.load(file);

    assertThat(loaded.inserted()).isEqualTo(MANY);
    assertThat(loaded.milliseconds()).isLessThan(60_000);
    assertThat(
            database.query(
                "SELECT count(*), count(DISTINCT xmin::text) FROM merchant_lookup WHERE"
                    + " merchant_id LIKE 'M-%'"))
        .containsExactly(MANY + ",1");
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("lookup.csv"), text);
  }

  private EnrichException failure(Path file) {
    return catchThrowableOfType(EnrichException.class, () -> database.load(file));
  }
}
