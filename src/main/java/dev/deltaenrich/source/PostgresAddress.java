package dev.deltaenrich.source;

import dev.deltaenrich.config.JdbcSettings;
import java.util.Properties;
import org.postgresql.Driver;

/**
 * Which server, database and role are meant, for logs and messages.
 *
 * @param server {@code host:port}, several separated by commas; null if the URL does not parse
 * @param database the database; null if the URL does not parse
 * @param user the role
 */
record PostgresAddress(String server, String database, String user) {
  static PostgresAddress of(JdbcSettings jdbc) {
    Properties url = Driver.parseURL(jdbc.url(), null);
    if (url == null) {
      return new PostgresAddress(null, null, jdbc.user());
    }
    String user = url.getProperty("user", jdbc.user());
    String[] hosts = url.getProperty("PGHOST", "localhost").split(",", -1);
    String[] ports = url.getProperty("PGPORT", "5432").split(",", -1);
    for (int i = 0; i < hosts.length; i++) {
      hosts[i] = hosts[i] + ":" + ports[Math.min(i, ports.length - 1)];
    }
    return new PostgresAddress(
        String.join(",", hosts), url.getProperty("PGDBNAME", jdbc.user()), user);
  }

  boolean known() {
    return server != null;
  }

  @Override
  public String toString() {
    return "%s, database %s, user %s".formatted(server, database, user);
  }
}
