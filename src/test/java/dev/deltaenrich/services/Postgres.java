package dev.deltaenrich.services;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real PostgreSQL server, one per JVM, started when first asked for and stopped with the JVM.
 * Each test has a database for itself.
 */
public final class Postgres {
  /** The role that owns every test database. */
  public static final String USER = "user";

  /** Its password; the server checks it. */
  public static final String PASSWORD = "canary-postgres-password";

  private static final AtomicInteger DATABASES = new AtomicInteger();

  /** The folder of the test that has a database, by the database's name. */
  private static final Map<String, Path> LENT = new HashMap<>();

  /** What is left is what template1 has. */
  private static final String EMPTYING =
      """
      DO $$
      DECLARE name text;
      BEGIN
        PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND pid <> pg_backend_pid();
        FOR name IN SELECT nspname FROM pg_namespace
          WHERE nspname <> 'information_schema' AND nspname NOT LIKE 'pg\\_%'
        LOOP
          EXECUTE format('DROP SCHEMA %I CASCADE', name);
        END LOOP;
        CREATE SCHEMA public AUTHORIZATION pg_database_owner;
        GRANT USAGE ON SCHEMA public TO PUBLIC;
      END $$""";

  private static EmbeddedPostgres server;

  private Postgres() {}

  private static synchronized EmbeddedPostgres server() {
    if (server == null) {
      try {
        server = EmbeddedPostgres.builder().setPort(Ports.free()).start();
        try (Connection connection = server.getPostgresDatabase().getConnection();
            Statement statement = connection.createStatement()) {
          statement.execute("CREATE ROLE \"%s\" LOGIN PASSWORD '%s'".formatted(USER, PASSWORD));
        }
        requirePasswords();
      } catch (IOException | SQLException e) {
        throw new IllegalStateException("Cannot start the embedded PostgreSQL", e);
      }
    }
    return server;
  }

  /**
   * zonky trusts every local user; a wrong password must fail here as it does in production. The
   * server alone hashes passwords: a client that does so takes 30 ms for each connection.
   */
  private static void requirePasswords() throws SQLException, IOException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      var rows = statement.executeQuery("SHOW hba_file");
      rows.next();
      Files.writeString(
          Path.of(rows.getString(1)),
          """
          host all postgres 127.0.0.1/32 trust
          host all postgres ::1/128 trust
          host all all all password
          """);
      statement.execute("SELECT pg_reload_conf()");
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** The port the server listens on, on all loopback addresses. */
  public static int port() {
    return server().getPort();
  }

  /** Where the server keeps its files. */
  public static Path dataFolder() {
    try (Connection connection = server().getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW data_directory")) {
      row.next();
      return Path.of(row.getString(1));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Creates an empty database that {@link #USER} owns and returns its name. */
  public static String createDatabase() {
    String name = "test_" + DATABASES.incrementAndGet();
    try (Connection connection = server().getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE %s OWNER \"%s\"".formatted(name, USER));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return name;
  }

  /**
   * An empty database for a test with a folder of its own. It is given to another test once that
   * folder is gone: to create a database, and to delete it when the JVM ends, takes 300 files.
   *
   * @param folder the test's temporary folder, which JUnit deletes after the test
   */
  public static synchronized String lendDatabase(Path folder) {
    String name =
        LENT.entrySet().stream()
            .filter(lent -> !Files.exists(lent.getValue()))
            .map(Map.Entry::getKey)
            .findFirst()
            .map(Postgres::emptied)
            .orElseGet(Postgres::createDatabase);
    LENT.put(name, folder);
    return name;
  }

  private static String emptied(String database) {
    executeAsSuperuser(database, EMPTYING);
    executeAsSuperuser(
        "postgres",
        "ALTER DATABASE %s RESET ALL".formatted(database),
        "GRANT CONNECT, TEMPORARY ON DATABASE %s TO PUBLIC".formatted(database));
    return database;
  }

  /** The JDBC URL of a database, without user or password. */
  public static String url(String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port(), database);
  }

  /** A connection as {@link #USER}. */
  public static Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(url(database), USER, PASSWORD);
  }

  /** Runs statements as {@link #USER}. */
  public static void execute(String database, String... statements) {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The rows of a query as {@link #USER} gets them, each as its values joined by commas. */
  public static List<String> query(String database, String sql) {
    List<String> found = new ArrayList<>();
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          values.add(String.valueOf(rows.getString(i)));
        }
        found.add(String.join(",", values));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return found;
  }

  /** Runs statements as the superuser. */
  public static void executeAsSuperuser(String database, String... statements) {
    try (Connection connection = server().getDatabase("postgres", database).getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
