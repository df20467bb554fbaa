package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.lineage.ExplainedRow;
import dev.deltaenrich.lineage.Explainer;
import dev.deltaenrich.lineage.UnknownKey;
import dev.deltaenrich.lineage.UnmatchedList;
import dev.deltaenrich.verify.VerifyResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Raw texts against lookup keys that PostgreSQL compares otherwise than as texts. */
class KeysOfOwnEqualityTest {
  /** What a raw text is equal to, as PostgreSQL says it; null for one that is no UUID. */
  private static final String AS_UUID =
      """
      CREATE FUNCTION as_uuid(t text) RETURNS uuid AS $$
      BEGIN RETURN t::uuid; EXCEPTION WHEN invalid_text_representation THEN RETURN NULL; END
      $$ LANGUAGE plpgsql""";

  private static final String UUIDS =
      """
      (1, 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'), (2, 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'),
      (3, '{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}'), (4, 'a0eebc999c0b4ef8bb6d6bb9bd380a11'),
      (5, 'a0ee-bc99-9c0b-4ef8-bb6d-6bb9-bd38-0A11'), (6, 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11 '),
      (7, '{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'), (8, 'none'), (9, NULL),
      (10, '00000000-0000-0000-0000-000000000000'), (11, '0000000000000000000000000000000')""";

  private static final String WORDS =
      "(1, 'Alpha'), (2, 'ALPHA'), (3, 'alpha '), (4, 'ÄRA'), (5, 'ära'), (6, ''), (7, NULL), (8, 'beta')";

  private static final String CODES =
      "(1, 'AB'), (2, 'AB   '), (3, 'AB      '), (4, 'ab'), (5, ' AB'), (6, ''), (7, '  '), (8, NULL)";

  @TempDir Path folder;
  private EnrichmentTables tables;

  @BeforeEach
  void makeTables() {
    tables =
        new EnrichmentTables(folder)
            .database("CREATE EXTENSION citext", AS_UUID)
            .set("raw.key", "k")
            .set("lookup.table", "typed")
            .set("lookup.key", "k")
            .set("lookup.columns", "name:new_name");
  }

  private EnrichmentTables lookup(String type, String... keys) {
    tables.database("CREATE TABLE typed (k %s, name text)".formatted(type));
    for (String key : keys) {
      tables.database("INSERT INTO typed VALUES ('%1$s', 'of %1$s')".formatted(key));
    }
    return tables;
  }

  private EnrichmentTables raw(String rows) {
    return tables.raw("SELECT * FROM VALUES %s AS (id, k)".formatted(rows));
  }

  /** The values are those that PostgreSQL's own join gives. */
  private void assertAsPostgresJoins(String rows, String condition) {
    List<String> found =
        tables
            .curated()
            .orderBy("id")
            .selectExpr("concat(id, ': ', coalesce(new_name, '-'))")
            .collectAsList()
            .stream()
            .map(row -> row.getString(0))
            .toList();
    assertThat(found)
        .isEqualTo(
            tables.query(
                "SELECT r.id || ': ' || coalesce(l.name, '-') FROM (VALUES %s) AS r (id, k) LEFT JOIN typed l ON %s ORDER BY r.id"
                    .formatted(rows, condition)));
    VerifyResult verified = tables.verify();
    assertThat(verified.differingRows()).isEmpty();
    assertThat(verified.verified()).isTrue();
    assertThat(tables.enrich().outcome()).isEqualTo(EnrichResult.NOTHING_TO_DO);
  }

  @ParameterizedTest
  @CsvSource({"splice, 256MiB, exact, r.k", "rewrite, 0, trim, 'btrim(r.k, '' '')'"})
  void textsAreEqualWherePostgresReadsTheSameUuid(
      String producer, String bound, String match, String compared) {
    lookup("uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "00000000-0000-0000-0000-000000000000")
        .set("enrich.producer", producer)
        .set("lookup.max-broadcast-bytes", bound)
        .set("lookup.match", match);
    raw(UUIDS).enrich();

    assertAsPostgresJoins(UUIDS, "as_uuid(%s) = l.k".formatted(compared));
  }

  @ParameterizedTest
  @CsvSource({"splice, 256MiB, exact, r.k", "rewrite, 0, trim, 'btrim(r.k, '' '')'"})
  void capitalsOfCitextDoNotCount(String producer, String bound, String match, String compared) {
    lookup("citext", "alphA", "Ära", "")
        .set("enrich.producer", producer)
        .set("lookup.max-broadcast-bytes", bound)
        .set("lookup.match", match);
    raw(WORDS).enrich();

    assertAsPostgresJoins(WORDS, "%s::citext = l.k".formatted(compared));
  }

  @ParameterizedTest
  @CsvSource({"splice, 256MiB", "rewrite, 0"})
  void spacesAtTheEndOfCharDoNotCount(String producer, String bound) {
    lookup("char(5)", "AB", "").set("enrich.producer", producer);
    tables.set("lookup.max-broadcast-bytes", bound);
    raw(CODES).enrich();

    assertAsPostgresJoins(CODES, "r.k::bpchar = l.k");
  }

  @Test
  void eachColumnOfAKeyHasItsOwnEquality() {
    String rows =
        "(1, 'A0EEBC999c0b4ef8bb6d6bb9bd380a11', 'x'), (2, 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'X'),"
            + " (3, 'none', 'x'), (4, NULL, 'x')";
    tables
        .database(
            "CREATE TABLE typed (k uuid, part text, name text)",
            "INSERT INTO typed VALUES ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'x', 'found')")
        .set("raw.key", "k,part")
        .set("lookup.key", "k,part")
        .raw("SELECT * FROM VALUES %s AS (id, k, part)".formatted(rows))
        .enrich();

    assertThat(tables.curated().where("new_name = 'found'").select("id").collectAsList())
        .extracting(row -> row.getInt(0))
        .containsExactly(1);
    assertThat(tables.record().rule().match()).isEqualTo("exact as uuid,text");
    assertThat(tables.verify().verified()).isTrue();
  }

  @Test
  void aChangedKeyIsFoundInHoweverItIsSpelled() {
    lookup("uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
    raw("(1, 'none')");
    raw("(2, '{A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11}')").enrich();
    tables.database("UPDATE typed SET name = 'new'");

    EnrichResult result = tables.enrich();

    assertThat(result.reasons()).isEqualTo(Map.of("lookup changed", 1));
    assertThat(result.files().kept()).isEqualTo(1);
    assertAsPostgresJoins(
        "(1, 'none'), (2, '{A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11}')", "as_uuid(r.k) = l.k");
  }

  /** As the files are that an earlier version of the program made of such a lookup. */
  @Test
  void filesThatWereComparedAsTextsAreMadeAnewAsOfAnotherRule() {
    lookup("text", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
    raw(UUIDS).enrich();
    assertThat(tables.curated().where("new_name IS NOT NULL").count()).isEqualTo(1);
    tables.database("ALTER TABLE typed ALTER k TYPE uuid USING k::uuid");

    assertThat(tables.plan().changes().addReasons()).isEqualTo(Map.of("rule changed", 1));
    assertThat(tables.enrich().reasons()).isEqualTo(Map.of("rule changed", 1));
    assertAsPostgresJoins(UUIDS, "as_uuid(r.k) = l.k");
  }

  @Test
  void anArchivedLookupIsComparedAsItWas() {
    lookup("uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
    String snapshot = raw(UUIDS).enrich().lookup().snapshot();
    tables.database("DELETE FROM typed", "INSERT INTO typed VALUES (gen_random_uuid(), 'other')");
    tables.enrich();

    tables.enrich(new EnrichOptions(false, false, Optional.of(snapshot)));

    assertThat(tables.curated().where("new_name IS NOT NULL").count()).isEqualTo(5);
    assertThat(tables.record().rule().match()).isEqualTo("exact as uuid");
    assertThat(tables.verify().verified()).isTrue();
  }

  @Test
  void keysThatAreEqualAreDuplicates() {
    lookup("citext", "Alpha", "ALPHA");
    raw(WORDS);

    for (String bound : List.of("256MiB", "0")) {
      tables.set("lookup.max-broadcast-bytes", bound);
      tables.refuses(ErrorCode.LOOKUP_DUPLICATES, "'alpha' (2 rows)");
    }
    tables.set("lookup.duplicates", "first:name").enrich();
    assertThat(tables.curated().where("new_name = 'of ALPHA'").count()).isEqualTo(2);
  }

  @Test
  void aNumberIsNoUuid() {
    lookup("uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
    tables.raw("SELECT 7L id, 7L k");

    tables.refuses(ErrorCode.KEY_NOT_TEXT, "'k' is bigint", "is a UUID");
  }

  @Test
  void explainAndUnmatchedCompareAsTheRunDid() {
    lookup("uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
    raw("(1, '{A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11}'), (2, '00000000000000000000000000000000'),"
            + " (3, '00000000-0000-0000-0000-000000000000')")
        .enrich();

    ExplainedRow explained =
        new Explainer(tables.spark(), tables.settings()).explain("id = 1", 10).rows().get(0);
    assertThat(explained.lookupAnswer())
        .isEqualTo("name = 'of a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'");
    assertThat(
            new UnmatchedList(tables.spark(), tables.settings()).list(20, Optional.empty()).keys())
        .extracting(UnknownKey::rows, UnknownKey::spellings)
        .containsExactly(tuple(2L, 2L));
  }
}
