package dev.deltaenrich.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.deltaenrich.config.JdbcSettings;
import dev.deltaenrich.config.Secret;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.services.Ports;
import dev.deltaenrich.services.SelfSigned;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS as the parameters of {@code lookup.jdbc.url} ask for it, against a server that has it. */
class PostgresTlsTest {
  @TempDir static Path folder;
  private static SelfSigned certificate;
  private static EmbeddedPostgres server;

  @BeforeAll
  static void start() throws IOException {
    certificate = SelfSigned.create(folder);
    server =
        EmbeddedPostgres.builder()
            .setPort(Ports.free())
            .setServerConfig("ssl", "on")
            .setServerConfig("ssl_cert_file", certificate.certificate().toString())
            .setServerConfig("ssl_ca_file", certificate.certificate().toString())
            .setServerConfig("ssl_key_file", certificate.key().toString())
            .start();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @Test
  void verifiesTheServerAgainstItsRootCertificate() throws SQLException {
    try (Connection connection =
            open("127.0.0.1", "sslmode=verify-full&sslrootcert=" + certificate.certificate());
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) {
      row.next();
      assertThat(row.getBoolean(1)).isTrue();
    }
  }

  @Test
  void encryptsWithoutVerifyingWhereOnlyThatIsAskedFor() throws SQLException {
    try (Connection connection = open("127.0.0.1", "sslmode=require")) {
      assertThat(connection.isValid(1)).isTrue();
    }
  }

  @Test
  void refusesACertificateOfSomeoneElse(@TempDir Path elsewhere) {
    Path other = SelfSigned.create(elsewhere).certificate();

    assertThat(failure("127.0.0.1", "sslmode=verify-full&sslrootcert=" + other))
        .hasMessageContaining("SSL error")
        .hasMessageEndingWith(
            "check sslmode and sslrootcert in lookup.jdbc.url against the server's certificate");
  }

  @Test
  void refusesACertificateForAnotherHost() throws IOException {
    assertThat(failure("localhost", "sslmode=verify-full&sslrootcert=" + certificate.certificate()))
        .hasMessageContaining("localhost")
        .hasMessageContaining("check sslmode");
  }

  @Test
  void refusesARootCertificateThatIsMissingOrNone() throws IOException {
    assertThat(failure("127.0.0.1", "sslmode=verify-full&sslrootcert=/no/such/root.crt"))
        .hasMessageContaining("/no/such/root.crt")
        .hasMessageContaining("check sslmode");
    Path garbage = Files.writeString(folder.resolve("garbage.crt"), "not a certificate");
    assertThat(failure("127.0.0.1", "sslmode=verify-full&sslrootcert=" + garbage))
        .hasMessageContaining("check sslmode");
  }

  @Test
  void opensAClientKeyByItsPassphrase() throws Exception {
    String parameters = "sslmode=require&sslkey=" + clientKey();
    try (Connection connection = open("127.0.0.1", parameters, "changeit")) {
      assertThat(connection.isValid(1)).isTrue();
    }
  }

  /** The driver takes the entry "user" of a key store. */
  private static Path clientKey() throws IOException, GeneralSecurityException {
    char[] password = "changeit".toCharArray();
    KeyStore keys = KeyStore.getInstance(certificate.store().toFile(), password);
    keys.setKeyEntry(
        "user", keys.getKey("server", password), password, keys.getCertificateChain("server"));
    Path file = folder.resolve("client.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      keys.store(out, password);
    }
    return file;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"sslfactory=no.such.Factory", "sslkey=a.key&sslpasswordcallback=no.such.Callback"})
  void refusesAClassThatIsNotThere(String parameter) {
    EnrichException failure =
        catchThrowableOfType(
            EnrichException.class, () -> open("127.0.0.1", "sslmode=require&" + parameter));
    assertThat(failure.code()).as(failure.getMessage()).isEqualTo(ErrorCode.SETTINGS);
    assertThat(failure).hasMessageContaining("no.such").hasMessageContaining("lookup.jdbc.url");
  }

  @Test
  void namesTheSettingOfAPassphraseThatDoesNotOpenTheClientKey() throws Exception {
    String parameters = "sslmode=require&sslkey=" + clientKey();
    EnrichException failure =
        catchThrowableOfType(
            EnrichException.class, () -> open("127.0.0.1", parameters, "canary-wrong"));
    assertThat(failure.code()).as(failure.getMessage()).isEqualTo(ErrorCode.DATABASE_DENIED);
    assertThat(failure)
        .hasMessageContaining("lookup.jdbc.key-password-file")
        .hasMessageNotContaining("canary");
  }

  private static EnrichException failure(String host, String parameters) {
    EnrichException failure =
        catchThrowableOfType(EnrichException.class, () -> open(host, parameters));
    assertThat(failure.code()).as(failure.getMessage()).isEqualTo(ErrorCode.DATABASE_DENIED);
    assertThat(failure.getMessage().lines()).hasSize(1);
    return failure;
  }

  private static Connection open(String host, String parameters, String... passphrase) {
    String url =
        "jdbc:postgresql://%s:%d/postgres?%s".formatted(host, server.getPort(), parameters);
    return PostgresConnection.open(
        new JdbcSettings(
            url,
            "postgres",
            Optional.empty(),
            Optional.empty(),
            Arrays.stream(passphrase).map(Secret::new).findFirst(),
            Duration.ofSeconds(10),
            1000));
  }
}
