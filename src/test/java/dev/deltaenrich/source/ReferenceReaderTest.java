package dev.deltaenrich.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.services.Postgres;
import dev.deltaenrich.source.ReferenceReader.Honour;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ReferenceReaderTest {
  private static final int LOCK = 42;

  @Test
  void asksForNoControlsWhereTheyDoNotCount() {
    LookupFixture fixture = LookupFixture.holding("A=1");

    Reference reference =
        ReferenceReader.read(fixture.settings(), Honour.NO, lookup -> (columns, rows) -> {});

    assertThat(reference.controls()).isEqualTo(Controls.NONE);
    assertThat(reference.lookups().orElseThrow()).hasSize(1);
  }

  /** The controls are a view that waits until the writer has committed. */
  @Test
  @Timeout(60)
  void seesControlsAndLookupOfOneMoment() throws Exception {
    LookupFixture fixture = LookupFixture.holding("A=before");
    fixture.execute(
        "CREATE VIEW app_configs AS SELECT 'max_batch_size' AS config_key, '7' AS config_value"
            + " FROM pg_advisory_lock(%d)".formatted(LOCK));
    CompletableFuture<Reference> reading;
    try (Connection writer = Postgres.connect(fixture.database());
        Statement statement = writer.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(%d)".formatted(LOCK));
      reading = CompletableFuture.supplyAsync(fixture::readAll);
      awaitWaitingReader(statement);
      statement.execute("UPDATE merchant_lookup SET category = 'after'");
      statement.execute("INSERT INTO merchant_lookup VALUES ('B', 'after')");
    }

    Reference reference = reading.get(30, TimeUnit.SECONDS);

    assertThat(reference.controls().maxBatchSize()).isEqualTo(7);
    assertThat(LookupFixture.values(reference.lookups().orElseThrow().get(0)))
        .isEqualTo(Map.of("A", "before"));
    fixture.execute("DROP VIEW app_configs");
    assertThat(LookupFixture.values(fixture.read())).isEqualTo(Map.of("A", "after", "B", "after"));
  }

  /** The first lookup is a view that waits until the writer has committed. */
  @Test
  @Timeout(60)
  void seesTheLookupsOfADatabaseAsOfOneMoment() throws Exception {
    LookupFixture fixture = LookupFixture.holding("A=before");
    fixture.execute(
        "CREATE VIEW waiting AS SELECT l.* FROM merchant_lookup l, pg_advisory_lock(%d)"
            .formatted(LOCK));
    String[] both = {
      "lookups=first,second", "lookup.first.table=waiting", "lookup.first.columns=category:other"
    };
    CompletableFuture<Reference> reading;
    try (Connection writer = Postgres.connect(fixture.database());
        Statement statement = writer.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(%d)".formatted(LOCK));
      reading = CompletableFuture.supplyAsync(() -> fixture.readAll(both));
      awaitWaitingReader(statement);
      statement.execute("UPDATE merchant_lookup SET category = 'after'");
      statement.execute("INSERT INTO merchant_lookup VALUES ('B', 'after')");
    }

    Reference reference = reading.get(30, TimeUnit.SECONDS);

    assertThat(reference.lookups().orElseThrow())
        .extracting(LookupFixture::values)
        .containsExactly(Map.of("A", "before"), Map.of("A", "before"));
    assertThat(fixture.readAll(both).lookups().orElseThrow())
        .extracting(LookupFixture::values)
        .containsOnly(Map.of("A", "after", "B", "after"));
  }

  private static void awaitWaitingReader(Statement statement) throws Exception {
    while (true) {
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
                  + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())")) {
        rows.next();
        if (rows.getInt(1) > 0) {
          return;
        }
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  @Test
  void changesNothingInTheDatabase() throws SQLException {
    LookupFixture fixture = LookupFixture.holding();
    fixture.execute(
        "CREATE TABLE audit (read_at timestamp)",
        "CREATE FUNCTION spy() RETURNS text LANGUAGE plpgsql AS"
            + " 'BEGIN INSERT INTO audit VALUES (now()); RETURN ''A''; END'",
        "CREATE VIEW spied AS SELECT spy() AS merchant_id, 'x'::text AS category");

    assertThat(fixture.failure(ErrorCode.LOOKUP_DENIED, "lookup.table=spied"))
        .hasMessageContaining("cannot execute INSERT in a read-only transaction");
  }
}
