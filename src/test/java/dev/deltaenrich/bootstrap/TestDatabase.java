package dev.deltaenrich.bootstrap;

import dev.deltaenrich.config.JdbcSettings;
import dev.deltaenrich.config.Secret;
import dev.deltaenrich.config.Settings;
import dev.deltaenrich.config.SettingsReader;
import dev.deltaenrich.config.SettingsSources;
import dev.deltaenrich.services.Postgres;
import java.nio.file.Path;
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
    return Postgres.query(name, sql);
  }

  List<String> merchants() {
    return query(
        "SELECT merchant_id, merchant_name, category FROM merchant_lookup"
            + " ORDER BY merchant_id COLLATE \"C\"");
  }
}
