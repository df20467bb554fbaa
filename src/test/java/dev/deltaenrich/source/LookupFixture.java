package dev.deltaenrich.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.deltaenrich.config.Settings;
import dev.deltaenrich.config.SettingsReader;
import dev.deltaenrich.config.SettingsSources;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.services.Postgres;
import dev.deltaenrich.source.ReferenceReader.Honour;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A database of its own for one test, and short ways to fill it and to read a lookup from it. */
record LookupFixture(String database) {
  private static final LookupSpill NO_SPILL =
      (columns, rows) -> {
        throw new AssertionError("nothing is to be spilled");
      };

  static LookupFixture create() {
    return new LookupFixture(Postgres.createDatabase());
  }

  /** A lookup of text with the default names; each value is {@code KEY=CATEGORY}. */
  static LookupFixture holding(String... entries) {
    LookupFixture fixture = create();
    fixture.execute("CREATE TABLE merchant_lookup (merchant_id text, category text)");
    for (String entry : entries) {
      String[] parts = entry.split("=", 2);
      fixture.execute(
          "INSERT INTO merchant_lookup VALUES (%s, %s)"
              .formatted(literal(parts[0]), literal(parts[1])));
    }
    return fixture;
  }

  void execute(String... statements) {
    Postgres.execute(database, statements);
  }

  void executeAsSuperuser(String... statements) {
    Postgres.executeAsSuperuser(database, statements);
  }

  /** The defaults but for the database and {@code assignments}. */
  Settings settings(String... assignments) {
    List<String> all = new ArrayList<>();
    all.add("lookup.jdbc.url=" + Postgres.url(database));
    all.addAll(Arrays.asList(assignments));
    return SettingsReader.read(
        new SettingsSources(
            all, Map.of("ENRICH_LOOKUP_JDBC_PASSWORD", Postgres.PASSWORD), Optional.empty()));
  }

  /** Reads controls and lookup. */
  Reference readAll(String... assignments) {
    return ReferenceReader.read(settings(assignments), Honour.YES, lookup -> NO_SPILL);
  }

  /** Reads the lookup alone. */
  Lookup read(String... assignments) {
    return ReferenceReader.read(settings(assignments), Honour.NO, lookup -> NO_SPILL)
        .lookups()
        .orElseThrow()
        .get(0);
  }

  /** Reads the lookup alone, its surplus rows into {@code spill}. */
  Lookup readSpilling(LookupSpill spill, String... assignments) {
    return ReferenceReader.read(settings(assignments), Honour.NO, lookup -> spill)
        .lookups()
        .orElseThrow()
        .get(0);
  }

  /** Why the lookup cannot be read; checked for form. */
  EnrichException failure(ErrorCode code, String... assignments) {
    return failure(code, Honour.NO, assignments);
  }

  /** Why controls and lookup cannot be read; checked for form. */
  EnrichException failureOfAll(ErrorCode code, String... assignments) {
    return failure(code, Honour.YES, assignments);
  }

  private EnrichException failure(ErrorCode code, Honour controls, String... assignments) {
    Settings settings = settings(assignments);
    EnrichException failure =
        catchThrowableOfType(
            EnrichException.class,
            () -> ReferenceReader.read(settings, controls, lookup -> (columns, rows) -> {}));
    assertThat(failure).as("the failure").isNotNull();
    assertThat(failure.code()).as(failure.getMessage()).isEqualTo(code);
    assertThat(failure.getMessage().lines()).hasSize(1);
    assertThat(failure).hasMessageMatching("Cannot .*: .*; .*");
    return failure;
  }

  /** Key and first value of every row. */
  static Map<String, Object> values(Lookup lookup) {
    Map<String, Object> values = new TreeMap<>();
    lookup.rows().forEach(row -> values.put(row.key(), row.values()[0]));
    return values;
  }

  /** An SQL literal; the text {@code null} is null. */
  static String literal(String text) {
    return text.equals("null") ? "NULL" : "'" + text.replace("'", "''") + "'";
  }
}
