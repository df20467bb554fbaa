package dev.deltaenrich.config;

import dev.deltaenrich.failure.EnrichException;
import java.time.Duration;
import java.util.Optional;

/**
 * How PostgreSQL is reached.
 *
 * @param url a {@code jdbc:postgresql:} URL that carries no secret
 * @param user the role
 * @param password absent when a command prints it or {@code .pgpass} has it
 * @param passwordCommand prints the password as its first line, for each connection anew; absent
 *     when there is a password
 * @param keyPassword opens the client key that the URL's {@code sslkey} names; absent when the key
 *     is not encrypted
 * @param timeout the longest wait for a connection and for one answer
 * @param fetchSize the most rows a round trip
 * @param origins where all this was said
 */
public record JdbcSettings(
    String url,
    String user,
    Optional<Secret> password,
    Optional<String> passwordCommand,
    Optional<Secret> keyPassword,
    Duration timeout,
    int fetchSize,
    JdbcOrigins origins) {
  /** Without a command for the password, and without an encrypted client key. */
  public JdbcSettings(
      String url, String user, Optional<Secret> password, Duration timeout, int fetchSize) {
    this(url, user, password, Optional.empty(), Optional.empty(), timeout, fetchSize);
  }

  /** By the settings of all lookups. */
  public JdbcSettings(
      String url,
      String user,
      Optional<Secret> password,
      Optional<String> passwordCommand,
      Optional<Secret> keyPassword,
      Duration timeout,
      int fetchSize) {
    this(url, user, password, passwordCommand, keyPassword, timeout, fetchSize, JdbcOrigins.USUAL);
  }

  /** Where the password comes from, in words. */
  public String passwordOrigin() {
    return origins.password().orElse(".pgpass, since no setting has one");
  }

  /** Whether a setting was given for one lookup alone. */
  public boolean hasOwn(Setting setting) {
    return origins.ownKeys().containsKey(setting.key());
  }

  /** A text for people with the settings of the connection named as they were given. */
  public String inOwnKeys(String text) {
    return origins.inOwnKeys(text);
  }

  /** A failure likewise. */
  public EnrichException inOwnKeys(EnrichException failure) {
    String message = inOwnKeys(failure.getMessage());
    return message.equals(failure.getMessage())
        ? failure
        : new EnrichException(failure.code(), message, failure);
  }

  /** What is reached. */
  public Database database() {
    return new Database(url, user, password, passwordCommand, keyPassword);
  }

  /** That of the two which waits longer. */
  JdbcSettings orMorePatient(JdbcSettings other) {
    return other.timeout.compareTo(timeout) > 0 ? other : this;
  }

  /** The same, with no wait longer than {@code limit}. */
  public JdbcSettings within(Duration limit) {
    Duration shorter = timeout.compareTo(limit) < 0 ? timeout : limit;
    return new JdbcSettings(
        url, user, password, passwordCommand, keyPassword, shorter, fetchSize, origins);
  }
}
