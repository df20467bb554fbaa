package dev.deltaenrich.verify.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.config.Settings;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ExitCode;
import dev.deltaenrich.services.Postgres;
import dev.deltaenrich.source.Lookup;
import dev.deltaenrich.source.ReferenceReader;
import dev.deltaenrich.source.ReferenceReader.Honour;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One table of lookups: what {@code check} says of each, {@code enrich} says in the same words. */
class CheckAgreesWithEnrichTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // key           | value          | rows: (key, value), ...             | refused, in part
        "text            | text           | ('A', 'x'), ('a', NULL)             |",
        "mood            | text           | ('ok', 'x')                         |",
        "text            | mood           | ('A', 'ok')                         |",
        "text_domain     | text           | ('A', 'x')                          |",
        "int_domain      | text           | (1, 'x')                            |",
        "text            | int_domain     | ('A', 1)                            |",
        "char(4)         | char(4)        | ('A', 'x'), ('B', ' ')              |",
        "\"char\"        | text           | ('A', 'x')                          |",
        "name            | text           | ('A', 'x')                          |",
        "text COLLATE loose | text        | ('ab', 'x'), ('AB', 'y')            |",
        "uuid            | text           | ('A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', 'x') |",
        "json            | text           | ('1', 'x')                          |",
        "inet            | text           | ('10.0.0.1', 'x')                   |",
        "integer         | text           | (1, 'x')                            |",
        "numeric         | text           | (1, 'x'), (2.00, 'y')               |",
        "numeric         | text           | (1, 'x'), (1.5, 'y')                | its key 'k' holds 1.5, which is not a whole number",
        "numeric         | text           | (7, 'x'), (7.0, 'y')                | 'k' is not unique: '7' (2 rows)",
        "real            | text           | (1, 'x')                            | its key 'k' is float4, and only texts",
        "date            | text           | ('2024-01-01', 'x')                 |",
        "date            | text           | ('-infinity', 'x')                  | its key 'k' holds -infinity, which is not a date",
        "bytea           | text           | ('A', 'x')                          | its key 'k' is bytea",
        "text            | bytea          | ('A', 'x')                          | its column 'v' is bytea",
        "text            | text[]         | ('A', '{x}')                        | its column 'v' is _text",
        "text            | json           | ('A', '{}')                         |",
        "text            | jsonb          | ('A', NULL)                         |",
        "text            | money          | ('A', 1)                            | its column 'v' is money",
        "text            | interval       | ('A', '1 day')                      | its column 'v' is interval",
        "text            | time           | ('A', '01:00')                      | its column 'v' is time",
        "text            | bit(3)         | ('A', '101')                        | its column 'v' is bit",
        "text            | pair           | ('A', ROW(1, 2))                    | its column 'v' is pair",
        "text            | int4range      | ('A', '[1,2)')                      | its column 'v' is int4range",
        "text            | numeric        | ('A', 1.5)                          |",
        "text            | numeric        | ('A', 1), ('B', 'NaN')              | for key 'B' its column 'v' holds NaN",
        "text            | numeric        | ('A', 1e30)                         | which does not fit decimal(38,18)",
        "text            | numeric(40,2)  | ('A', 1)                            | its column 'v' is numeric(40,2)",
        "text            | date           | ('A', 'infinity')                   | for key 'A' its column 'v' holds infinity",
        "text            | timestamptz    | ('A', '-infinity')                  | for key 'A' its column 'v' holds -infinity",
        "text            | double precision | ('A', 'NaN')                      |",
        "text            | text           | ('A', 'x'), ('A', 'y')              | 'k' is not unique: 'A' (2 rows)",
        "char(4)         | text           | ('A', 'x'), ('A ', 'y')             | 'k' is not unique: 'A' (2 rows)",
        "text            | text           | (NULL, 'x')                         | it has no rows with a key",
        "text            | text           | (NULL, 'x'), (NULL, 'y'), ('A', 'z') |",
      })
  void checkAndEnrichJudgeAlike(String key, String value, String rows, String refusal) {
    PreflightFixture fixture =
        lookup()
            .sql(
                "CREATE TABLE looked_up (k %s, v %s)".formatted(key, value),
                "INSERT INTO looked_up VALUES " + rows);

    assertAgreement(fixture, refusal);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "exact            | ('ab', '1'), (' AB', '2')  |",
        "trim             | ('ab', '1'), (' ab', '2')  | with lookup.match=trim, 'k' is not unique: 'ab' (2 rows)",
        "trim-ignore-case | ('ab', '1'), (' AB', '2')  | 'k' is not unique: 'ab' (2 rows)",
        // The server runs in the C locale, which knows no lower case of these letters.
        "trim-ignore-case | ('É', '1'), ('é', '2')     | 'k' is not unique: 'é' (2 rows)",
      })
  void keysAreHeldToBeEqualAlike(String match, String rows, String refusal) {
    PreflightFixture fixture =
        lookup()
            .sql("CREATE TABLE looked_up (k text, v text)", "INSERT INTO looked_up VALUES " + rows)
            .set("lookup.match", match);

    assertAgreement(fixture, refusal);
    assertAgreement(fixture.set("lookup.max-broadcast-bytes", "0"), refusal);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT 'A'::text k, (1 / n)::text v FROM (VALUES (1), (0)) t (n)      | division by zero",
        "SELECT 'A'::text k, t::int v FROM (VALUES ('1'), ('x')) t (t)         | invalid input syntax",
        "SELECT 'A'::text k, v FROM (SELECT 1 v) t WHERE v > 1                 | it has no rows with a key",
        "SELECT 'A'::text k, NULL v                                            |",
      })
  void viewsAreJudgedAlike(String view, String refusal) {
    assertAgreement(lookup().sql("CREATE VIEW looked_up AS " + view), refusal);
  }

  @Test
  void bytesThatAreNoTextAreJudgedAlike() {
    PreflightFixture fixture = lookup();
    String database = fixture.database() + "_ascii";
    fixture.sqlAsSuperuser(
        "CREATE DATABASE %s ENCODING 'SQL_ASCII' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'"
            .formatted(database));
    Postgres.executeAsSuperuser(
        database,
        "CREATE TABLE looked_up (k text, v text)",
        "INSERT INTO looked_up VALUES ('A', E'caf\\xe9')",
        "GRANT SELECT ON looked_up TO PUBLIC");

    assertAgreement(fixture.set("lookup.jdbc.url", Postgres.url(database)), "");
  }

  @Test
  void theFirstOfSeveralRowsIsTakenAlike() {
    PreflightFixture fixture =
        lookup()
            .sql(
                "CREATE TABLE looked_up (k text, v text, rank json)",
                "INSERT INTO looked_up VALUES ('A', 'x', '1'), ('A', 'y', '2')");

    assertAgreement(fixture.set("lookup.duplicates", "first:v desc"), null);
    assertAgreement(
        fixture.set("lookup.duplicates", "first:rank"), "could not identify an ordering operator");
  }

  private PreflightFixture lookup() {
    return new PreflightFixture(folder)
        .sqlAsSuperuser(
            "CREATE COLLATION loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
            "CREATE TYPE mood AS ENUM ('ok', 'sad')",
            "CREATE TYPE pair AS (a int, b int)",
            "CREATE DOMAIN text_domain AS text CHECK (VALUE <> '')",
            "CREATE DOMAIN int_domain AS int")
        .set("controls.enabled", "false")
        .set("lookup.table", "looked_up")
        .set("lookup.key", "k")
        .set("lookup.columns", "v:looked_up_value");
  }

  /**
   * @param refusal a part of what both say; null when both take it
   */
  private static void assertAgreement(PreflightFixture fixture, String refusal) {
    Optional<EnrichException> enrich = failureOfEnrich(fixture.settings());
    CheckResult check = fixture.runDatabase();

    assertThat(check.passed()).as("%s, enrich: %s", check, enrich).isEqualTo(enrich.isEmpty());
    assertThat(check.passed()).as(check.toString()).isEqualTo(refusal == null);
    if (refusal != null) {
      String told = enrich.orElseThrow().getMessage();
      assertThat(told).contains(refusal);
      CheckLine line =
          check.checks().stream().filter(CheckLine::isFailed).findFirst().orElseThrow();
      assertThat(afterAction(line.detail() + "; " + line.fix())).startsWith(afterAction(told));
      assertThat(check.exitCode() == ExitCode.RETRY)
          .isEqualTo(enrich.orElseThrow().code().exitCode() == ExitCode.RETRY);
    }
  }

  /** What follows {@code Cannot <do what to which object>:}. */
  private static String afterAction(String message) {
    return message.substring(message.indexOf(": ") + 2);
  }

  private static Optional<EnrichException> failureOfEnrich(Settings settings) {
    try {
      Lookup read =
          ReferenceReader.read(settings, Honour.NO, lookup -> (columns, rows) -> {})
              .lookups()
              .orElseThrow()
              .get(0);
      assertThat(read.rowCount()).isPositive();
      return Optional.empty();
    } catch (EnrichException e) {
      return Optional.of(e);
    }
  }
}
