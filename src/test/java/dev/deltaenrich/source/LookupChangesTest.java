package dev.deltaenrich.source;

import static dev.deltaenrich.source.LookupFixture.literal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.services.Postgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read when changed rows alone are asked for is what a full read gives. */
class LookupChangesTest {
  private static final String CHANGED = "lookup.changed-column=updated_at";

  private final HistoryInMemory kept = new HistoryInMemory();
  private LookupFixture fixture;

  @BeforeEach
  void makeTable() {
    fixture = LookupFixture.create();
    fixture.execute(
        "CREATE TABLE merchant_lookup (merchant_id text, category text, updated_at timestamptz DEFAULT now() NOT NULL)",
        "INSERT INTO merchant_lookup SELECT 'm' || i, 'c' || i % 7 FROM generate_series(1, 100) i",
        "CREATE INDEX ON merchant_lookup (updated_at)");
  }

  /** Reads what changed, and compares with a full read. */
  private Lookup read(String... assignments) {
    List<String> all = new ArrayList<>(List.of(assignments));
    Lookup full = fixture.read(assignments);
    all.add(CHANGED);
    kept.written.clear();
    Lookup read = fixture.readSpilling(kept, all.toArray(String[]::new));
    assertThat(read.id()).isEqualTo(full.id());
    assertThat(read.rowCount()).isEqualTo(full.rowCount());
    assertThat(read.bytes()).isEqualTo(full.bytes());
    assertThat(read.columns()).isEqualTo(full.columns());
    assertThat(read.keyTypes()).isEqualTo(full.keyTypes());
    kept.keep(read);
    return read;
  }

  private void assertMerged(Lookup read, String... writtenKeys) {
    assertThat(read.mark().orElseThrow().isMerged()).as("only changed rows were read").isTrue();
    assertThat(kept.written).extracting(LookupRow::key).containsExactlyInAnyOrder(writtenKeys);
  }

  private static void assertReadWhole(Lookup read) {
    assertThat(read.mark().orElseThrow().isMerged()).as("only changed rows were read").isFalse();
  }

  private void update(String set, String where) {
    fixture.execute("UPDATE merchant_lookup SET %s WHERE %s".formatted(set, where));
  }

  @Test
  void theFirstReadIsOfAllRows() {
    assertReadWhole(read());
  }

  @Test
  void nothingIsWrittenWhereNothingChanged() {
    read();

    assertMerged(read());
  }

  @Test
  void changedAndAddedRowsAreReadAlone() {
    read();
    update("category = 'new', updated_at = clock_timestamp()", "merchant_id IN ('m3', 'm4')");
    fixture.execute("INSERT INTO merchant_lookup VALUES ('added', NULL, clock_timestamp())");

    assertMerged(read(), "m3", "m4", "added");
  }

  @Test
  void aRowThatIsGoneIsToldByTheNumberOfRows() {
    read();
    fixture.execute("DELETE FROM merchant_lookup WHERE merchant_id = 'm3'");

    assertReadWhole(read());
  }

  @Test
  void aRowThatIsGoneWhileAnotherCameIsTold() {
    read();
    fixture.execute(
        "DELETE FROM merchant_lookup WHERE merchant_id = 'm3'",
        "INSERT INTO merchant_lookup VALUES ('other', 'c')");

    assertReadWhole(read());
  }

  @Test
  void aKeyThatChangedIsTold() {
    read();
    update("merchant_id = 'renamed', updated_at = clock_timestamp()", "merchant_id = 'm3'");

    assertReadWhole(read());
  }

  @Test
  void aKeyThatBecameNullIsTold() {
    read();
    update("merchant_id = NULL, updated_at = clock_timestamp()", "merchant_id = 'm3'");

    assertReadWhole(read());
  }

  @Test
  void rowsWithoutAKeyDoNotCount() {
    fixture.execute("INSERT INTO merchant_lookup VALUES (NULL, 'a'), (NULL, 'b')");
    read();
    fixture.execute("INSERT INTO merchant_lookup VALUES (NULL, 'c', clock_timestamp())");

    assertMerged(read());
  }

  @Test
  void aValueThatIsSetBackTellsNothingAndTheRowIsReadAllTheSame() {
    read();
    update("category = 'new', updated_at = '2000-01-01'", "merchant_id = 'm3'");
    update("category = 'newer'", "merchant_id = 'm4'");

    assertMerged(read(), "m3", "m4");
  }

  @Test
  void aNullValueTellsNothingAndTheRowIsReadAllTheSame() {
    fixture.execute("ALTER TABLE merchant_lookup ALTER updated_at DROP NOT NULL");
    read();
    update("category = 'new', updated_at = NULL", "merchant_id = 'm3'");

    assertMerged(read(), "m3");
  }

  @Test
  void aTransactionThatBeganBeforeTheLastReadAndEndedAfterItIsNotMissed() throws SQLException {
    try (Connection late = Postgres.connect(fixture.database());
        Statement statement = late.createStatement()) {
      late.setAutoCommit(false);
      // The time of the transaction's begin.
      statement.execute("SELECT now()");
      update("category = 'seen', updated_at = clock_timestamp()", "merchant_id = 'm3'");
      read();
      statement.execute(
          "UPDATE merchant_lookup SET category = 'late', updated_at = now() WHERE merchant_id = 'm4'");
      late.commit();
    }

    assertMerged(read(), "m4");
  }

  @Test
  void aRowOfASubtransactionIsNotMissed() throws SQLException {
    try (Connection late = Postgres.connect(fixture.database());
        Statement statement = late.createStatement()) {
      late.setAutoCommit(false);
      statement.execute("SAVEPOINT a");
      statement.execute("UPDATE merchant_lookup SET category = 'late' WHERE merchant_id = 'm4'");
      update("category = 'seen', updated_at = clock_timestamp()", "merchant_id = 'm3'");
      read();
      late.commit();
    }

    assertMerged(read(), "m4");
  }

  @Test
  void aSurplusRowOfAnOldKeyIsRefusedAsByAFullRead() {
    read();
    fixture.execute(
        "DELETE FROM merchant_lookup WHERE merchant_id = 'm3'",
        "INSERT INTO merchant_lookup VALUES ('m4', 'again', clock_timestamp())");

    assertThatThrownBy(() -> fixture.readSpilling(kept, CHANGED))
        .hasMessageContaining("'merchant_id' is not unique: 'm4' (2 rows)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"trim", "trim-ignore-case"})
  void aKeyThatIsSpelledOtherwiseIsReadWithAllOthers(String match) {
    String setting = "lookup.match=" + match;
    read(setting);
    update("category = 'new', updated_at = clock_timestamp()", "merchant_id = 'm4'");
    assertMerged(read(setting), "m4");
    update("merchant_id = ' m3', updated_at = clock_timestamp()", "merchant_id = 'm3'");

    assertReadWhole(read(setting));
  }

  @Test
  void everySoManyRunsAllRowsAreRead() {
    String every = "lookup.full-read-every=3";

    assertReadWhole(read(every));
    assertMerged(read(every));
    assertMerged(read(every));
    assertReadWhole(read(every));
    assertMerged(read(every));
  }

  @Test
  void otherColumnsOfOtherTypesAreReadAnew() {
    read();
    fixture.execute("ALTER TABLE merchant_lookup ADD COLUMN other int DEFAULT 1");

    assertReadWhole(read("lookup.columns=category:a,other:b"));
    assertMerged(read("lookup.columns=category:c,other:d"));
  }

  @Test
  void anotherTableOfTheNameIsReadAnew() {
    fixture.execute("CREATE TABLE next AS TABLE merchant_lookup", "UPDATE next SET category = 'n'");
    read();
    fixture.execute(
        "ALTER TABLE merchant_lookup RENAME TO earlier",
        "ALTER TABLE next RENAME TO merchant_lookup");

    assertReadWhole(read());
  }

  @ParameterizedTest
  @CsvSource({"0, 1000000", "-4294967296, 0"})
  void aServerThatCountsItsTransactionsAnewIsReadAnew(long horizon, long next) {
    read();
    LookupMark mark = kept.lookup.mark().orElseThrow();
    kept.lookup =
        kept.lookup.with(
            new LookupMark(
                mark.origin(),
                mark.greatest(),
                mark.horizon() + horizon,
                mark.next() + next,
                mark.sum(),
                mark.bytes(),
                mark.reads(),
                mark.base()));

    assertReadWhole(read());
  }

  @Test
  void aRightOnTheNamedColumnsIsEnough() {
    fixture.executeAsSuperuser(
        "CREATE TABLE narrow AS SELECT *, 1 AS secret FROM merchant_lookup",
        "GRANT SELECT (merchant_id, category, updated_at, xmin) ON narrow TO \"user\"");

    assertReadWhole(read("lookup.table=narrow"));
    assertMerged(read("lookup.table=narrow"));
  }

  @Test
  void aTableWhoseGreatestValueIsLessIsReadAnew() {
    read();
    update("updated_at = '2000-01-01'", "true");

    assertReadWhole(read());
  }

  @Test
  void manyChangedRowsAreReadWithAllOthers() {
    fixture.execute(
        "INSERT INTO merchant_lookup SELECT 'n' || i, 'c' FROM generate_series(1, 5000) i");
    read();
    update("category = 'new', updated_at = clock_timestamp()", "merchant_id LIKE 'n1%'");

    assertReadWhole(read());
  }

  @ParameterizedTest
  @CsvSource({"timestamp, now()", "date, now()", "bigint, 7", "integer, 7", "smallint, 7"})
  void anyGrowingColumnTells(String type, String value) {
    fixture.execute(
        "ALTER TABLE merchant_lookup ALTER updated_at DROP DEFAULT, ALTER updated_at TYPE %s USING %s"
            .formatted(type, value));
    read();
    update("category = 'new'", "merchant_id = 'm3'");

    assertMerged(read(), "m3");
  }

  @ParameterizedTest
  @CsvSource({
    "uuid, md5(merchant_id)::uuid, upper(md5('m3'))::uuid",
    "citext, merchant_id, lower('M3')",
    "char(9), merchant_id, lower('M3 ')"
  })
  void keysOfTheirOwnEqualityAreMergedAsTheyAreSpelled(String type, String made, String same) {
    fixture.executeAsSuperuser("CREATE EXTENSION citext");
    fixture.execute(
        "ALTER TABLE merchant_lookup ADD COLUMN own " + type,
        "UPDATE merchant_lookup SET own = " + made);
    String key = "lookup.key=own";
    read(key);
    update("category = 'new', updated_at = clock_timestamp()", "merchant_id = 'm3'");
    String spelled =
        fixture.read(key).rows().stream()
            .filter(row -> row.values()[0].equals("new"))
            .map(LookupRow::key)
            .findFirst()
            .orElseThrow();
    assertMerged(read(key), spelled);
    update("own = %s, updated_at = clock_timestamp()".formatted(same), "merchant_id = 'm3'");
    assertMerged(read(key));
  }

  @ParameterizedTest
  @CsvSource({"json, '{\"k\": %s}'", "xml, <k>%s</k>"})
  void keysOfTypesWithoutAnEqualityAreComparedByTheirTexts(String type, String form) {
    fixture.execute(
        "ALTER TABLE merchant_lookup ALTER merchant_id TYPE %s USING format('%s', right(merchant_id, -1))::%s"
            .formatted(type, form, type));
    read();
    fixture.execute(
        "UPDATE merchant_lookup SET category = 'new', updated_at = now() WHERE merchant_id::text = format('%s', 7)"
            .formatted(form));

    assertMerged(read(), form.formatted(7));
  }

  @Test
  void keysThatDifferInCapitalsAloneAreOneWhereTheTypeSaysSo() {
    fixture.executeAsSuperuser("CREATE EXTENSION citext");
    fixture.execute("ALTER TABLE merchant_lookup ALTER merchant_id TYPE citext");
    read();
    update("merchant_id = 'M3', updated_at = clock_timestamp()", "merchant_id = 'm3'");
    assertReadWhole(read());
    fixture.execute("INSERT INTO merchant_lookup VALUES ('M4', 'again', clock_timestamp())");

    assertThatThrownBy(() -> fixture.readSpilling(kept, CHANGED))
        .hasMessageContaining("'merchant_id' is not unique: 'm4' (2 rows)");
  }

  @Test
  void keysOfSeveralColumnsOfAnyTypeAreMerged() {
    fixture.execute(
        "ALTER TABLE merchant_lookup ADD COLUMN n numeric(9,2) DEFAULT 3, ADD COLUMN d date DEFAULT '2020-02-29'",
        "ALTER TABLE merchant_lookup ADD COLUMN x double precision DEFAULT 0.1, ADD COLUMN t timestamp DEFAULT now()");
    String[] settings = {
      "raw.key=a,b,c", "lookup.key=merchant_id,n,d", "lookup.columns=x:x,t:t,category:c"
    };
    read(settings);
    update("x = 'NaN', t = NULL, updated_at = clock_timestamp()", "merchant_id = 'm3'");
    update("n = 3.00, updated_at = clock_timestamp()", "merchant_id = 'm4'");

    assertMerged(read(settings), "m3\0003\0002020-02-29");
  }

  /** Whatever happens, the id is that of a full read: {@link #read} compares. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void randomChangesGiveTheIdOfAFullRead(long seed) {
    Random random = new Random(seed);
    read();
    int merged = 0;
    for (int round = 0; round < 15; round++) {
      for (int change = random.nextInt(4); change > 0; change--) {
        changeAny(random, round);
      }
      merged += read().mark().orElseThrow().isMerged() ? 1 : 0;
    }
    assertThat(merged).isPositive();
  }

  private void changeAny(Random random, int round) {
    String key = literal("m" + random.nextInt(1, 130));
    String time = random.nextBoolean() ? "clock_timestamp()" : "updated_at";
    switch (random.nextInt(6)) {
      case 0 -> fixture.execute("DELETE FROM merchant_lookup WHERE merchant_id = " + key);
      case 1 ->
          fixture.execute(
              "INSERT INTO merchant_lookup SELECT %1$s, 'x' WHERE NOT EXISTS (SELECT FROM merchant_lookup WHERE merchant_id = %1$s)"
                  .formatted(key));
      default ->
          update(
              "category = 'c%d', updated_at = %s".formatted(random.nextInt(round + 1), time),
              "merchant_id = " + key);
    }
  }
}
