package dev.deltaenrich.config;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Turns what was given of a database into types; every text that does not parse becomes a problem,
 * not an exception. Reads files that hold secrets.
 */
final class JdbcParser {
  private final SettingTexts texts;
  private final Supplier<Optional<Secret>> storedPassword;

  /**
   * @param storedPassword asked where no source has a password
   */
  JdbcParser(SettingTexts texts, Supplier<Optional<Secret>> storedPassword) {
    this.texts = texts;
    this.storedPassword = storedPassword;
  }

  /** Whether a setting is one of those that are read here. */
  static boolean reads(Setting setting) {
    return setting.key().startsWith("lookup.jdbc.");
  }

  JdbcSettings parse() {
    String url = texts.url(Setting.LOOKUP_JDBC_URL);
    if (!url.isEmpty() && !url.startsWith("jdbc:postgresql:")) {
      texts.problem(Setting.LOOKUP_JDBC_URL, "must start with jdbc:postgresql:");
    }
    Optional<Secret> password =
        secret(Setting.LOOKUP_JDBC_PASSWORD, Setting.LOOKUP_JDBC_PASSWORD_FILE);
    Optional<String> command =
        Optional.of(texts.text(Setting.LOOKUP_JDBC_PASSWORD_COMMAND))
            .filter(text -> !text.isEmpty() && password.isEmpty());
    Optional<Secret> stored =
        password.isPresent() || command.isPresent() ? Optional.empty() : storedPassword.get();
    return new JdbcSettings(
        url,
        texts.required(Setting.LOOKUP_JDBC_USER),
        password.or(() -> stored),
        command,
        secret(Setting.LOOKUP_JDBC_KEY_PASSWORD, Setting.LOOKUP_JDBC_KEY_PASSWORD_FILE),
        texts.duration(Setting.LOOKUP_JDBC_TIMEOUT),
        texts.number(Setting.LOOKUP_JDBC_FETCH_SIZE, "rows"),
        JdbcOrigins.of(texts, passwordOrigin(stored)));
  }

  /** Of several places the one that counts. */
  private Optional<String> passwordOrigin(Optional<Secret> stored) {
    if (!texts.exact(Setting.LOOKUP_JDBC_PASSWORD).isEmpty()) {
      return Optional.of(texts.keyAndOrigin(Setting.LOOKUP_JDBC_PASSWORD));
    }
    for (Setting place :
        List.of(Setting.LOOKUP_JDBC_PASSWORD_FILE, Setting.LOOKUP_JDBC_PASSWORD_COMMAND)) {
      if (!texts.text(place).isEmpty()) {
        return Optional.of(
            place == Setting.LOOKUP_JDBC_PASSWORD_FILE
                ? "the file %s, %s".formatted(texts.text(place), texts.keyAndOrigin(place))
                : "the command, " + texts.keyAndOrigin(place));
      }
    }
    return stored.map(any -> "the Hadoop credential provider");
  }

  /** The secret of one setting, or else the first line of the file that another one names. */
  private Optional<Secret> secret(Setting given, Setting inFile) {
    String secret = texts.exact(given);
    if (!secret.isEmpty()) {
      return Optional.of(new Secret(secret));
    }
    String file = texts.text(inFile);
    return file.isEmpty() ? Optional.empty() : firstLine(inFile, file);
  }

  private Optional<Secret> firstLine(Setting setting, String file) {
    Optional<String> text =
        TextFile.read(
            file,
            problem ->
                texts.problem(setting, "names a file, %s, that %s".formatted(file, problem)));
    Optional<String> line = text.map(lines -> lines.lines().findFirst().orElse(""));
    if (line.filter(String::isEmpty).isPresent()) {
      texts.problem(setting, "names a file, %s, whose first line is empty".formatted(file));
    }
    return line.map(Secret::new);
  }
}
