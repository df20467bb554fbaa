package dev.deltaenrich.config;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Turns what was given for one lookup into types; every text that does not parse becomes a problem,
 * not an exception.
 */
final class LookupParser {
  private static final Pattern FIRST_BY =
      Pattern.compile("first:\\s*(.+?)(?:\\s+(asc|desc))?", Pattern.CASE_INSENSITIVE);

  /** What is meant as one name with a comma in it: quoted as SQL quotes names, or escaped. */
  private static final Pattern NAME_WITH_COMMA =
      Pattern.compile("(?:^|[,:])\\s*([\"`])[^\"`]*,[^\"`]*\\1\\s*(?:[,:]|$)|\\\\,");

  private static final Pattern BUCKET_ROOT = Pattern.compile("[^/]+://[^/]+/*|/+");

  /** Spark fails a broadcast above this (BroadcastExchangeExec.MAX_BROADCAST_TABLE_BYTES). */
  private static final long MOST_BROADCAST_BYTES = 8L << 30;

  private final String name;
  private final SettingTexts texts;

  /**
   * @param name the lookup's, empty where it has none
   * @param texts its own settings, and those of all lookups where it has none
   */
  LookupParser(String name, SettingTexts texts) {
    this.name = name;
    this.texts = texts;
  }

  /**
   * @param jdbc how its database is reached
   * @param target the curated table, beside which histories are kept
   */
  LookupSettings parse(JdbcSettings jdbc, String target) {
    LookupSettings lookup =
        new LookupSettings(
            name,
            jdbc,
            texts.required(Setting.LOOKUP_TABLE),
            keys(Setting.LOOKUP_KEY),
            duplicates(),
            texts.size(Setting.LOOKUP_MAX_BROADCAST_BYTES, MOST_BROADCAST_BYTES),
            changes(),
            history(target),
            new Rule(keys(Setting.RAW_KEY), columns(), match(), unmatched(), validity()),
            texts.rate(Setting.LOOKUP_MIN_MATCH_RATE));
    requireAsManyKeys(lookup);
    return lookup;
  }

  /** Columns with commas between them and no spaces around these. */
  private String keys(Setting setting) {
    List<String> columns = CompositeKey.columns(texts.required(setting));
    refuseNameWithComma(setting);
    if (columns.size() > 1 && columns.contains("")) {
      texts.problem(setting, "must be a column, or several separated by commas");
    }
    return String.join(",", columns);
  }

  private void refuseNameWithComma(Setting setting) {
    String names = texts.exact(setting);
    if (NAME_WITH_COMMA.matcher(names).find()) {
      texts.problem(
          setting,
          "separates columns by commas, so that none has a comma in its name, and '%s' quotes one; give the column another name where it is made, or in a view"
              .formatted(names.strip()));
    }
  }

  private void requireAsManyKeys(LookupSettings lookup) {
    if (lookup.rule().rawKeys().size() != lookup.keys().size()) {
      texts.problem(
          Setting.LOOKUP_KEY,
          "names %d columns and %s names %d; both must name as many"
              .formatted(
                  lookup.keys().size(),
                  texts.key(Setting.RAW_KEY),
                  lookup.rule().rawKeys().size()));
    }
  }

  private String history(String target) {
    if (!texts.text(Setting.LOOKUP_HISTORY_PATH).isEmpty()) {
      return texts.folder(Setting.LOOKUP_HISTORY_PATH);
    }
    if (BUCKET_ROOT.matcher(target).matches()) {
      texts.problem(
          Setting.LOOKUP_HISTORY_PATH,
          "must be given when target.path is a whole bucket, since nothing lies beside it");
    }
    return target.replaceAll("/+$", "") + "_lookups";
  }

  private List<NewColumn> columns() {
    List<NewColumn> columns = new ArrayList<>();
    refuseNameWithComma(Setting.LOOKUP_COLUMNS);
    for (String word : texts.exact(Setting.LOOKUP_COLUMNS).split(",", -1)) {
      String[] parts = word.split(":", -1);
      if (parts.length > 2 || Arrays.stream(parts).anyMatch(String::isBlank)) {
        texts.problem(
            Setting.LOOKUP_COLUMNS,
            "must be a list of LOOKUP_COLUMN:NEW_NAME, separated by commas; '%s' is not one"
                .formatted(word.strip()));
        continue;
      }
      columns.add(new NewColumn(parts[0].strip(), parts[parts.length - 1].strip()));
    }
    refuseRepeatedNames(columns);
    return columns;
  }

  private void refuseRepeatedNames(List<NewColumn> columns) {
    Map<String, Long> times =
        columns.stream()
            .map(column -> column.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()));
    times.values().removeIf(count -> count == 1);
    times.forEach(
        (name, count) ->
            texts.problem(
                Setting.LOOKUP_COLUMNS, "makes the column '%s' %d times".formatted(name, count)));
  }

  private KeyMatch match() {
    return texts.word(Setting.LOOKUP_MATCH, KeyMatch.values(), KeyMatch::word, KeyMatch.EXACT);
  }

  private Unmatched unmatched() {
    String word = texts.exact(Setting.LOOKUP_UNMATCHED);
    if (word.startsWith("default:")) {
      return Unmatched.toDefault(word.substring("default:".length()));
    }
    switch (word.strip()) {
      case "null":
        return Unmatched.TO_NULL;
      case "fail":
        return Unmatched.TO_FAILURE;
      case "quarantine":
        return Unmatched.TO_QUARANTINE;
      default:
        texts.problem(
            Setting.LOOKUP_UNMATCHED,
            "must be null, default:TEXT, fail or quarantine, not '%s'".formatted(word));
        return Unmatched.TO_NULL;
    }
  }

  private Optional<Validity> validity() {
    String from = texts.text(Setting.LOOKUP_VALID_FROM);
    String to = texts.text(Setting.LOOKUP_VALID_TO);
    ZoneId zone = zone();
    if (from.isEmpty()) {
      if (!to.isEmpty()) {
        texts.problem(
            Setting.LOOKUP_VALID_TO,
            "has no effect without " + texts.key(Setting.LOOKUP_VALID_FROM));
      }
      return Optional.empty();
    }
    if (texts.text(Setting.LOOKUP_RAW_TIME).isEmpty()) {
      texts.problem(
          Setting.LOOKUP_RAW_TIME,
          "must name raw's column of times where %s is set"
              .formatted(texts.key(Setting.LOOKUP_VALID_FROM)));
    }
    if (!texts.text(Setting.LOOKUP_DUPLICATES).equals("fail")) {
      texts.problem(
          Setting.LOOKUP_DUPLICATES,
          "must be fail where %s is set: of rows that are valid at one time, none is the first"
              .formatted(texts.key(Setting.LOOKUP_VALID_FROM)));
    }
    return Optional.of(new Validity(from, to, texts.text(Setting.LOOKUP_RAW_TIME), zone));
  }

  private ZoneId zone() {
    String word = texts.text(Setting.LOOKUP_ZONE);
    try {
      return ZoneId.of(word);
    } catch (DateTimeException e) {
      texts.problem(
          Setting.LOOKUP_ZONE,
          "must be a time zone such as UTC or Europe/Berlin, not '%s'".formatted(word));
      return ZoneOffset.UTC;
    }
  }

  /** Of a key's rows only the first is kept, so that a row which is gone would not be missed. */
  private Optional<ChangedColumn> changes() {
    String column = texts.text(Setting.LOOKUP_CHANGED_COLUMN);
    int fullReadEvery = texts.number(Setting.LOOKUP_FULL_READ_EVERY, "runs");
    if (!column.isEmpty() && !texts.text(Setting.LOOKUP_VALID_FROM).isEmpty()) {
      texts.problem(
          Setting.LOOKUP_CHANGED_COLUMN,
          "must be empty where %s is set: a key has several rows there, and changed rows are told by their keys"
              .formatted(texts.key(Setting.LOOKUP_VALID_FROM)));
    }
    if (!column.isEmpty() && !texts.text(Setting.LOOKUP_DUPLICATES).equals("fail")) {
      texts.problem(
          Setting.LOOKUP_CHANGED_COLUMN,
          "must be empty unless %s is fail: whether a key's first row is gone is seen only where all rows are read"
              .formatted(texts.key(Setting.LOOKUP_DUPLICATES)));
    }
    return column.isEmpty()
        ? Optional.empty()
        : Optional.of(new ChangedColumn(column, fullReadEvery));
  }

  private Duplicates duplicates() {
    String word = texts.text(Setting.LOOKUP_DUPLICATES);
    if (word.equals("fail")) {
      return Duplicates.FAIL;
    }
    Matcher matcher = FIRST_BY.matcher(word);
    if (matcher.matches()) {
      return new Duplicates(
          Optional.of(matcher.group(1).strip()), "desc".equalsIgnoreCase(matcher.group(2)));
    }
    texts.problem(
        Setting.LOOKUP_DUPLICATES,
        "must be fail or first:COLUMN [asc|desc], not '%s'".formatted(word));
    return Duplicates.FAIL;
  }
}
