package dev.deltaenrich.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What was given for each setting, read as simple types. A text that does not parse becomes a
 * problem, and the method returns some valid value, so that the other settings are checked too.
 */
final class SettingTexts {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,15})\\s*(B|KiB|MiB|GiB)?");

  // The PostgreSQL driver counts seconds in an int; six digits of minutes fit.
  private static final Pattern DURATION = Pattern.compile("(\\d{1,6})\\s*(ms|s|m)");

  private static final Pattern BUCKET = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]*://[^/]+$");

  private final Map<Setting, Given> given;
  private final Problems problems;

  /**
   * @param given an entry for every setting
   */
  SettingTexts(Map<Setting, Given> given, Problems problems) {
    this.given = given;
    this.problems = problems;
  }

  /** Whether one of these settings was given for this lookup alone. */
  boolean hasOwn(Predicate<Setting> settings) {
    return given.entrySet().stream()
        .anyMatch(
            entry ->
                settings.test(entry.getKey())
                    && !entry.getValue().key().equals(entry.getKey().key()));
  }

  /** The text as it was given, spaces included. */
  String exact(Setting setting) {
    return given.get(setting).text();
  }

  /** The text without spaces at its ends; may be empty. */
  String text(Setting setting) {
    return exact(setting).strip();
  }

  /** The text, which must not be empty. */
  String required(Setting setting) {
    String text = text(setting);
    if (text.isEmpty()) {
      problem(setting, "must not be empty");
    }
    return text;
  }

  /** A path or URL, which must not be empty and must not carry a secret. */
  String url(Setting setting) {
    String url = required(setting);
    ExposedSecrets.inUrl(url).ifPresent(problem -> exposedSecret(setting, problem));
    return url;
  }

  /** The same; a bucket alone stands for its root, as Hadoop's paths have a slash there. */
  String folder(Setting setting) {
    return BUCKET.matcher(url(setting)).replaceFirst("$0/");
  }

  /** One of several words; {@code otherwise} after a problem. */
  <T> T word(Setting setting, T[] values, Function<T, String> words, T otherwise) {
    String word = text(setting);
    for (T value : values) {
      if (words.apply(value).equals(word)) {
        return value;
      }
    }
    List<String> known = Arrays.stream(values).map(words).toList();
    problem(
        setting,
        "must be %s or %s, not '%s'"
            .formatted(
                String.join(", ", known.subList(0, known.size() - 1)),
                known.get(known.size() - 1),
                word));
    return otherwise;
  }

  /** A number from 0 to 1. */
  double rate(Setting setting) {
    String word = text(setting);
    if (!word.matches("0(\\.\\d+)?|1(\\.0+)?")) {
      problem(setting, "must be a number from 0 to 1 such as 0.95, not '%s'".formatted(word));
      return 0;
    }
    return Double.parseDouble(word);
  }

  /**
   * A number, at least one.
   *
   * @param counted what is counted, for people
   */
  int number(Setting setting, String counted) {
    String word = text(setting);
    if (!word.matches("[1-9]\\d{0,6}")) {
      problem(
          setting, "must be a number of %s from 1 to 9999999, not '%s'".formatted(counted, word));
      return 1;
    }
    return Integer.parseInt(word);
  }

  /** A number of bytes from 0 to {@code most}. */
  long size(Setting setting, long most) {
    String word = text(setting);
    Matcher matcher = SIZE.matcher(word);
    if (!matcher.matches()) {
      problem(
          setting, "must be a size such as 256MiB (B, KiB, MiB, GiB), not '%s'".formatted(word));
      return 0;
    }
    long number = Long.parseLong(matcher.group(1));
    long unit = unitBytes(matcher.group(2));
    if (number > most / unit) {
      problem(setting, "must be at most %dGiB, not '%s'".formatted(most >> 30, word));
      return 0;
    }
    return number * unit;
  }

  private static long unitBytes(String unit) {
    return switch (unit == null ? "B" : unit) {
      case "KiB" -> 1L << 10;
      case "MiB" -> 1L << 20;
      case "GiB" -> 1L << 30;
      default -> 1;
    };
  }

  /** A time of at least one millisecond. */
  Duration duration(Setting setting) {
    String word = text(setting);
    Matcher matcher = DURATION.matcher(word);
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
      problem(setting, "must be a time such as 30s (ms, s, m), not '%s'".formatted(word));
      return Duration.ofSeconds(1);
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "m" -> Duration.ofMinutes(number);
      default -> Duration.ofSeconds(number);
    };
  }

  /** Notes what is wrong with a setting, and where its text came from. */
  void problem(Setting setting, String problem) {
    problems.add("%s %s (from %s)".formatted(key(setting), problem, origin(setting)));
  }

  private void exposedSecret(Setting setting, String problem) {
    problems.addExposedSecret(
        ("%s %s (from %s); take it out and use the environment, a file or a Hadoop credential"
                + " provider")
            .formatted(key(setting), problem, origin(setting)));
  }

  /** The setting's key as it was given, with the lookup's name where it is of one lookup. */
  String key(Setting setting) {
    return given.get(setting).key();
  }

  /** The key, and where its text came from. */
  String keyAndOrigin(Setting setting) {
    return "%s from %s".formatted(key(setting), origin(setting));
  }

  private String origin(Setting setting) {
    return given.get(setting).origin();
  }
}
