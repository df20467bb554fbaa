package dev.deltaenrich.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.config.KeyMatch;
import dev.deltaenrich.failure.ErrorCode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LookupReaderTest {
  @Test
  void readsEveryRowWithAKey() {
    Lookup lookup = LookupFixture.holding("A=one", "B=null", "null=lost").read();

    assertThat(LookupFixture.values(lookup)).containsEntry("A", "one").containsEntry("B", null);
    assertThat(lookup.rowCount()).isEqualTo(2);
    assertThat(lookup.bytes()).isEqualTo(5);
    assertThat(lookup.spilled()).isFalse();
  }

  @Test
  void keepsKeysAndValuesToTheLetter() {
    LookupFixture fixture = LookupFixture.holding();
    String odd = "it''s \"$1\" \\1 $$ %s {} \\n\n\t\r\u00a0 \ud83d\ude00 e\u0301 ";
    fixture.execute("INSERT INTO merchant_lookup VALUES ('%s', '%s')".formatted(odd, odd));

    String plain = odd.replace("''", "'");
    assertThat(LookupFixture.values(fixture.read())).containsEntry(plain, plain);
  }

  @Test
  void refusesALookupWithoutRows() {
    assertThat(LookupFixture.holding().failure(ErrorCode.LOOKUP_EMPTY))
        .hasMessage(
            "Cannot enrich from lookup merchant_lookup: it has no rows with a key; load it"
                + " (bootstrap seeds the demo's)");
  }

  @Test
  void refusesALookupWhoseKeysAreAllNull() {
    assertThat(LookupFixture.holding("null=a", "null=b").failure(ErrorCode.LOOKUP_EMPTY))
        .hasMessageContaining("it has no rows with a key");
  }

  @Test
  void namesDuplicateKeysAndHowOftenTheyAreThere() {
    assertThat(
            LookupFixture.holding("A=1", "A=1", "A=2", "B=1", "C=1", "C=1")
                .failure(ErrorCode.LOOKUP_DUPLICATES))
        .hasMessage(
            "Cannot enrich from lookup merchant_lookup: with lookup.match=exact, 'merchant_id' is"
                + " not unique: 'A' (3 rows), 'C' (2 rows); remove the surplus rows, or set"
                + " lookup.duplicates=first:COLUMN");
  }

  @Test
  void namesTenOfManyDuplicateKeys() {
    LookupFixture fixture = LookupFixture.holding();
    fixture.execute(
        "INSERT INTO merchant_lookup SELECT 'K' || (i % 12), 'x' FROM generate_series(1, 24) i");

    assertThat(fixture.failure(ErrorCode.LOOKUP_DUPLICATES))
        .hasMessageContaining("'K9' (2 rows)")
        .hasMessageContaining(" and more; ");
  }

  @Test
  void judgesDuplicatesByTheWayKeysAreCompared() {
    LookupFixture fixture = LookupFixture.holding("ab=1", " ab=2", "AB=3");

    assertThat(fixture.read("lookup.match=exact").rowCount()).isEqualTo(3);
    assertThat(fixture.failure(ErrorCode.LOOKUP_DUPLICATES, "lookup.match=trim"))
        .hasMessageContaining("'ab' (2 rows)");
    assertThat(fixture.failure(ErrorCode.LOOKUP_DUPLICATES, "lookup.match=trim-ignore-case"))
        .hasMessageContaining("'ab' (3 rows)");
  }

  /** What PostgreSQL takes for equal is not asked: Spark compares bytes. */
  @Test
  void comparesKeysByTheirBytesWhateverTheirCollation() {
    LookupFixture fixture = LookupFixture.create();
    fixture.executeAsSuperuser(
        "CREATE COLLATION loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
        "CREATE TABLE merchant_lookup (merchant_id text COLLATE loose, category text COLLATE loose)",
        "GRANT SELECT ON merchant_lookup TO \"user\"",
        "INSERT INTO merchant_lookup VALUES ('ab', '1'), ('AB', '2'), ('AB', '3')");

    assertThat(LookupFixture.values(fixture.read("lookup.duplicates=first:category")))
        .containsEntry("ab", "1")
        .containsEntry("AB", "2");
  }

  @ParameterizedTest
  @EnumSource(KeyMatch.class)
  void takesTheFirstRowOfEachKeyWhereSoSet(KeyMatch match) {
    LookupFixture fixture = LookupFixture.create();
    fixture.execute(
        "CREATE TABLE merchant_lookup (merchant_id text, category text, since int)",
        "INSERT INTO merchant_lookup VALUES ('A', 'old', 1), ('A', 'new', 3), ('A', 'mid', 2),"
            + " ('A', 'never', NULL), ('B', 'only', NULL)");

    String[] first = {"lookup.match=" + match.word(), "lookup.duplicates=first:since"};
    assertThat(LookupFixture.values(fixture.read(first)))
        .containsEntry("A", "old")
        .containsEntry("B", "only")
        .hasSize(2);
    first[1] += " desc";
    assertThat(LookupFixture.values(fixture.read(first)))
        .containsEntry("A", "new")
        .containsEntry("B", "only");
  }

  @Test
  void takesTheFirstOfKeysThatAreEqualOnlyAsTheyAreCompared() {
    LookupFixture fixture = LookupFixture.holding(" a=3", "A =1", "a=2");

    Lookup lookup =
        fixture.read("lookup.match=trim-ignore-case", "lookup.duplicates=first:category");

    assertThat(LookupFixture.values(lookup)).containsExactly(Map.entry("A ", "1"));
  }

  @Test
  void breaksTiesByTheColumnsSoThatTheRowsPlacesDoNotMatter() {
    String table = "CREATE TABLE merchant_lookup (merchant_id text, category json, rank int)";
    LookupFixture one = LookupFixture.create();
    one.execute(table, "INSERT INTO merchant_lookup VALUES ('A', '\"x\"', 1), ('A', '\"y\"', 1)");
    LookupFixture other = LookupFixture.create();
    other.execute(table, "INSERT INTO merchant_lookup VALUES ('A', '\"y\"', 1), ('A', '\"x\"', 1)");

    Lookup lookup = one.read("lookup.duplicates=first:rank");

    assertThat(LookupFixture.values(lookup)).containsEntry("A", "\"x\"");
    assertThat(other.read("lookup.duplicates=first:rank").id()).isEqualTo(lookup.id());
  }

  @Test
  void refusesAnOrderColumnWithoutAnOrder() {
    LookupFixture fixture = LookupFixture.create();
    fixture.execute(
        "CREATE TABLE merchant_lookup (merchant_id text, category text, extra json)",
        "INSERT INTO merchant_lookup VALUES ('A', 'a', '{}')");

    assertThat(fixture.failure(ErrorCode.LOOKUP_TYPE, "lookup.duplicates=first:extra"))
        .hasMessageContaining("could not identify an ordering operator for type json");
  }

  /** The server runs in the C locale, where only ASCII has a lower case. */
  @Test
  void findsDuplicatesThatTheDatabasesLocaleCannotSee() {
    LookupFixture fixture = LookupFixture.create();
    fixture.execute(
        "CREATE TABLE merchant_lookup (merchant_id text COLLATE \"C\", category text)",
        "INSERT INTO merchant_lookup VALUES ('CAF\u00c9', '1'), ('caf\u00e9', '2')");

    String match = "lookup.match=trim-ignore-case";
    assertThat(fixture.failure(ErrorCode.LOOKUP_DUPLICATES, match))
        .hasMessageContaining("'caf\u00e9' (2 rows)");
    assertThat(
            fixture.failure(ErrorCode.LOOKUP_DUPLICATES, match, "lookup.duplicates=first:category"))
        .hasMessageContaining("the database's locale");
  }
}
