package dev.deltaenrich.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.deltaenrich.config.Settings;
import dev.deltaenrich.config.SettingsReader;
import dev.deltaenrich.config.SettingsSources;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.services.Postgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootstrapTest {
  @TempDir Path folder;
  private final TestDatabase database = TestDatabase.create();

  @Test
  void saysAWrongPasswordWithoutRepeatingIt() {
    EnrichException failure = failure(settings(Postgres.url(database.name()), "canary-wrong"));
    assertThat(failure.code()).isEqualTo(ErrorCode.DATABASE_DENIED);
    assertThat(failure)
        .hasMessageContaining("password authentication failed")
        .hasMessageNotContaining("canary");
  }

  @Test
  void saysThatTheDatabaseIsUnknown() {
    EnrichException failure = failure(settings(Postgres.url("absent"), Postgres.PASSWORD));
    assertThat(failure.code()).isEqualTo(ErrorCode.DATABASE_MISSING);
    assertThat(failure).hasMessageContaining("database absent");
  }

  @Test
  void saysThatTheServerIsDown() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    EnrichException failure =
        failure(settings("jdbc:postgresql://127.0.0.1:%d/x".formatted(port), "any"));
    assertThat(failure.code()).isEqualTo(ErrorCode.DATABASE_UNREACHABLE);
    assertThat(failure).hasMessageContaining("127.0.0.1:" + port);
  }

  @Test
  void saysThatTheRightToWriteMerchantsIsMissing() throws IOException {
    database.bootstrap();
    Postgres.executeAsSuperuser(
        database.name(),
        "ALTER TABLE merchant_lookup OWNER TO postgres",
        "GRANT SELECT ON merchant_lookup TO \"user\"");
    Path file =
        Files.writeString(
            folder.resolve("lookup.csv"), "merchant_id,merchant_name,category\nM1,One,\n");
    EnrichException failure =
        catchThrowableOfType(EnrichException.class, () -> database.load(file));

    assertThat(failure.code()).isEqualTo(ErrorCode.LOOKUP_DENIED);
    assertThat(failure).hasMessageContaining("permission denied for table merchant_lookup");
  }

  @Test
  void saysThatTheSampleIsMissingBeforeItTouchesTheDatabase() {
    EnrichException failure =
        catchThrowableOfType(
            EnrichException.class,
            () ->
                new Bootstrap(
                        database.settings(),
                        Optional.empty(),
                        Optional.of(folder.resolve("absent.csv")))
                    .run());
    assertThat(failure.code()).isEqualTo(ErrorCode.USAGE);
    assertThat(failure).hasMessageContaining("--sample-data").hasMessageContaining("is missing");
    assertThat(database.query("SELECT to_regclass('merchant_lookup')")).containsExactly("null");
  }

  @Test
  void tellsPeopleWhatItDid() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("lookup.csv"), "merchant_id,merchant_name,category\nM1,One,\n");
    BootstrapResult result =
        new Bootstrap(
                database.settings("lookup.table=ref.partners"), Optional.of(file), Optional.empty())
            .run();

    assertThat(result.report().heading())
        .isEqualTo("bootstrap: database %s is ready".formatted(database.name()));
    assertThat(result.report().figures())
        .containsEntry(
            "migrations applied",
            "1 create reference tables, 2 seed reference tables, 3 create policy lookup, 4 create enrichment runs, 5 add lookups to enrichment runs, 6 create unmatched keys, 7 add validity to enrichment runs, 8 add quarantine to enrichment runs")
        .containsEntry("schema version", "8")
        .containsEntry("merchants changed", "1 inserted, 0 updated, 0 unchanged")
        .doesNotContainKey("raw table");
    assertThat(result.report().notes())
        .containsExactly(
            "Note: lookup.table is ref.partners; bootstrap made and seeded merchant_lookup only.");
  }

  private static Settings settings(String url, String password) {
    return SettingsReader.read(
        new SettingsSources(
            List.of("lookup.jdbc.url=" + url, "lookup.jdbc.timeout=3s"),
            Map.of("ENRICH_LOOKUP_JDBC_PASSWORD", password),
            Optional.empty()));
  }

  private static EnrichException failure(Settings settings) {
    return catchThrowableOfType(
        EnrichException.class,
        () -> new Bootstrap(settings, Optional.empty(), Optional.empty()).run());
  }
}
