package dev.deltaenrich.bootstrap;

import dev.deltaenrich.config.JdbcSettings;
import dev.deltaenrich.config.Secret;
import dev.deltaenrich.config.Settings;
import dev.deltaenrich.config.SettingsReader;
import dev.deltaenrich.config.SettingsSources;
import dev.deltaenrich.services.Postgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A database of its own for one test, and short ways to bootstrap and to look into it. */
record TestDatabase(String name) {
  static TestDatabase create() {
    return new TestDatabase(Postgres.createDatabase());
  }

  JdbcSettings jdbc() {
    return jdbc(Postgres.USER, Postgres.PASSWORD);
  }

  JdbcSettings jdbc(String user, String password) {
    return new JdbcSettings(
        Postgres.url(name), user, Optional.of(new Secret(password)), Duration.ofSeconds(10), 1000);
  }

  Settings settings(String... more) {
    List<String> assignments = new ArrayList<>(List.of(more));
    assignments.add("lookup.jdbc.url=" + Postgres.url(name));
    return SettingsReader.read(
        new SettingsSources(
            assignments,
            Map.of("ENRICH_LOOKUP_JDBC_PASSWORD", Postgres.PASSWORD),
            Optional.empty()));
  }

  BootstrapResult bootstrap() {
    return new Bootstrap(settings(), Optional.empty(), Optional.empty()).run();
  }

  LoadedMerchants load(Path file) {
    return new Bootstrap(settings(), Optional.of(file), Optional.empty()).run().merchants();
  }

  void execute(String... statements) {
    Postgres.execute(name, statements);
  }

  /** Each row as its values joined by commas. */
  List<String> query(String sql) {
    List<String> found = new ArrayList<>();
    try (Connection connection = Postgres.connect(name);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          values.add(rows.getString(i));
        }
        found.add(String.join(",", values.stream().map(String::valueOf).toList()));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return found;
  }

  List<String> merchants() {
    return query(
        "SELECT merchant_id, merchant_name, category FROM merchant_lookup"
            + " ORDER BY merchant_id COLLATE \"C\"");
  }
}
