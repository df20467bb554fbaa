package dev.deltaenrich.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Turns texts into types; every text that does not parse becomes a problem, not an exception. */
final class SettingsParser {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,15})\\s*(B|KiB|MiB|GiB)?");
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m)");
  private static final Pattern FIRST_BY =
      Pattern.compile("first:\\s*(.+?)(?:\\s+(asc|desc))?", Pattern.CASE_INSENSITIVE);

  private final Map<Setting, String> values;
  private final Problems problems;

  SettingsParser(Map<Setting, String> values, Problems problems) {
    this.values = values;
    this.problems = problems;
  }

  Settings parse() {
    String target = path(Setting.TARGET_PATH);
    String history = values.get(Setting.LOOKUP_HISTORY_PATH).strip();
    LookupSettings lookup =
        new LookupSettings(
            jdbc(),
            required(Setting.LOOKUP_TABLE),
            required(Setting.LOOKUP_KEY),
            duplicates(),
            size(Setting.LOOKUP_MAX_BROADCAST_BYTES),
            history.isEmpty() ? besideTarget(target) : path(Setting.LOOKUP_HISTORY_PATH));
    Rule rule = new Rule(required(Setting.RAW_KEY), columns(), match(), unmatched());
    ControlSettings controls =
        new ControlSettings(flag(Setting.CONTROLS_ENABLED), required(Setting.CONTROLS_TABLE));
    return new Settings(
        path(Setting.RAW_PATH),
        target,
        rule,
        lookup,
        controls,
        rate(Setting.LOOKUP_MIN_MATCH_RATE));
  }

  private static String besideTarget(String target) {
    return target.replaceAll("/+$", "") + "_lookups";
  }

  private JdbcSettings jdbc() {
    String url = required(Setting.LOOKUP_JDBC_URL);
    if (!url.isEmpty() && !url.startsWith("jdbc:postgresql:")) {
      problem(Setting.LOOKUP_JDBC_URL, "must start with jdbc:postgresql:");
    }
    exposedSecret(Setting.LOOKUP_JDBC_URL, url);
    return new JdbcSettings(
        url,
        required(Setting.LOOKUP_JDBC_USER),
        password(),
        duration(Setting.LOOKUP_JDBC_TIMEOUT),
        fetchSize());
  }

  private Optional<Secret> password() {
    String password = values.get(Setting.LOOKUP_JDBC_PASSWORD);
    if (!password.isEmpty()) {
      return Optional.of(new Secret(password));
    }
    String file = values.get(Setting.LOOKUP_JDBC_PASSWORD_FILE).strip();
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Files.readAllLines(Path.of(file)).stream().findFirst().map(Secret::new);
    } catch (IOException | InvalidPathException e) {
      problem(Setting.LOOKUP_JDBC_PASSWORD_FILE, "cannot be read: " + e);
      return Optional.empty();
    }
  }

  private List<NewColumn> columns() {
    List<NewColumn> columns = new ArrayList<>();
    for (String word : values.get(Setting.LOOKUP_COLUMNS).split(",", -1)) {
      String[] parts = word.split(":", -1);
      if (parts.length > 2 || Arrays.stream(parts).anyMatch(String::isBlank)) {
        problem(
            Setting.LOOKUP_COLUMNS,
            "is a list of LOOKUP_COLUMN:NEW_NAME, separated by commas; '%s' is not one"
                .formatted(word));
        continue;
      }
      columns.add(new NewColumn(parts[0].strip(), parts[parts.length - 1].strip()));
    }
    Map<String, Long> names =
        columns.stream()
            .collect(
                Collectors.groupingBy(
                    column -> column.name().toLowerCase(Locale.ROOT), Collectors.counting()));
    names.forEach(
        (name, times) -> {
          if (times > 1) {
            problem(
                Setting.LOOKUP_COLUMNS, "makes the column '%s' %d times".formatted(name, times));
          }
        });
    return columns;
  }

  private KeyMatch match() {
    String word = values.get(Setting.LOOKUP_MATCH).strip();
    for (KeyMatch match : KeyMatch.values()) {
      if (match.word().equals(word)) {
        return match;
      }
    }
    problem(Setting.LOOKUP_MATCH, "is exact, trim or trim-ignore-case, not '%s'".formatted(word));
    return KeyMatch.EXACT;
  }

  private Unmatched unmatched() {
    String word = values.get(Setting.LOOKUP_UNMATCHED);
    if (word.startsWith("default:")) {
      return Unmatched.toDefault(word.substring("default:".length()));
    }
    switch (word.strip()) {
      case "null":
        return Unmatched.TO_NULL;
      case "fail":
        return Unmatched.TO_FAILURE;
      default:
        problem(
            Setting.LOOKUP_UNMATCHED, "is null, default:TEXT or fail, not '%s'".formatted(word));
        return Unmatched.TO_NULL;
    }
  }

  private Duplicates duplicates() {
    String word = values.get(Setting.LOOKUP_DUPLICATES).strip();
    if (word.equals("fail")) {
      return Duplicates.FAIL;
    }
    Matcher matcher = FIRST_BY.matcher(word);
    if (matcher.matches()) {
      return new Duplicates(
          Optional.of(matcher.group(1).strip()), "desc".equalsIgnoreCase(matcher.group(2)));
    }
    problem(
        Setting.LOOKUP_DUPLICATES, "is fail or first:COLUMN [asc|desc], not '%s'".formatted(word));
    return Duplicates.FAIL;
  }

  private int fetchSize() {
    String word = values.get(Setting.LOOKUP_JDBC_FETCH_SIZE).strip();
    if (!word.matches("[1-9]\\d{0,6}")) {
      problem(
          Setting.LOOKUP_JDBC_FETCH_SIZE,
          "is a number of rows from 1 to 9999999, not '%s'".formatted(word));
      return 1;
    }
    return Integer.parseInt(word);
  }

  private boolean flag(Setting setting) {
    String word = values.get(setting).strip();
    if (!word.equals("true") && !word.equals("false")) {
      problem(setting, "is true or false, not '%s'".formatted(word));
    }
    return word.equals("true");
  }

  private double rate(Setting setting) {
    String word = values.get(setting).strip();
    if (!word.matches("0(\\.\\d+)?|1(\\.0+)?")) {
      problem(setting, "is a number from 0 to 1 such as 0.95, not '%s'".formatted(word));
      return 0;
    }
    return Double.parseDouble(word);
  }

  private long size(Setting setting) {
    Matcher matcher = SIZE.matcher(values.get(setting).strip());
    if (!matcher.matches()) {
      problem(
          setting,
          "is a size such as 256MiB (B, KiB, MiB, GiB), not '%s'".formatted(values.get(setting)));
      return 0;
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2) == null ? "B" : matcher.group(2)) {
      case "KiB" -> number << 10;
      case "MiB" -> number << 20;
      case "GiB" -> number << 30;
      default -> number;
    };
  }

  private Duration duration(Setting setting) {
    Matcher matcher = DURATION.matcher(values.get(setting).strip());
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
      problem(setting, "is a time such as 30s (ms, s, m), not '%s'".formatted(values.get(setting)));
      return Duration.ofSeconds(1);
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "m" -> Duration.ofMinutes(number);
      default -> Duration.ofSeconds(number);
    };
  }

  private String path(Setting setting) {
    String path = required(setting);
    exposedSecret(setting, path);
    return path;
  }

  private String required(Setting setting) {
    String value = values.get(setting).strip();
    if (value.isEmpty()) {
      problem(setting, "must not be empty");
    }
    return value;
  }

  private void exposedSecret(Setting setting, String url) {
    ExposedSecrets.inUrl(url)
        .ifPresent(
            problem ->
                problems.addExposedSecret(
                    ("%s %s; take it out and use the environment, a file or a Hadoop credential"
                            + " provider")
                        .formatted(setting.key(), problem)));
  }

  private void problem(Setting setting, String problem) {
    problems.add(setting.key() + " " + problem);
  }
}
