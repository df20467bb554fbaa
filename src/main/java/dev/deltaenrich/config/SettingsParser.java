package dev.deltaenrich.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Turns texts into types; every text that does not parse becomes a problem, not an exception. */
final class SettingsParser {
  private static final Pattern FIRST_BY =
      Pattern.compile("first:\\s*(.+?)(?:\\s+(asc|desc))?", Pattern.CASE_INSENSITIVE);
  private static final Pattern BUCKET_ROOT = Pattern.compile("[^/]+://[^/]+/*|/+");

  /** Spark fails a broadcast above this (BroadcastExchangeExec.MAX_BROADCAST_TABLE_BYTES). */
  private static final long MOST_BROADCAST_BYTES = 8L << 30;

  private final SettingTexts texts;
  private final Supplier<Optional<Secret>> storedPassword;

  /** One task makes a bin. */
  private static final long MOST_BIN_BYTES = 8L << 30;

  SettingsParser(SettingTexts texts, Supplier<Optional<Secret>> storedPassword) {
    this.texts = texts;
    this.storedPassword = storedPassword;
  }

  Settings parse() {
    String target = texts.folder(Setting.TARGET_PATH);
    LookupSettings lookup =
        new LookupSettings(
            jdbc(),
            texts.required(Setting.LOOKUP_TABLE),
            keys(Setting.LOOKUP_KEY),
            duplicates(),
            texts.size(Setting.LOOKUP_MAX_BROADCAST_BYTES, MOST_BROADCAST_BYTES),
            history(target));
    Rule rule = new Rule(keys(Setting.RAW_KEY), columns(), match(), unmatched());
    requireAsManyKeys(rule, lookup);
    return new Settings(
        texts.folder(Setting.RAW_PATH),
        target,
        rule,
        lookup,
        controls(),
        run(),
        texts.rate(Setting.LOOKUP_MIN_MATCH_RATE),
        texts.text(Setting.RUNS_TABLE));
  }

  /** Columns with commas between them and no spaces around these. */
  private String keys(Setting setting) {
    List<String> columns = CompositeKey.columns(texts.required(setting));
    if (columns.size() > 1 && columns.contains("")) {
      texts.problem(setting, "must be a column, or several separated by commas");
    }
    return String.join(",", columns);
  }

  private void requireAsManyKeys(Rule rule, LookupSettings lookup) {
    if (rule.rawKeys().size() != lookup.keys().size()) {
      texts.problem(
          Setting.LOOKUP_KEY,
          "names %d columns and raw.key names %d; both must name as many"
              .formatted(lookup.keys().size(), rule.rawKeys().size()));
    }
  }

  /** A table of another name than the default's is asked for by that name. */
  private ControlSettings controls() {
    ControlsChoice choice =
        texts.word(
            Setting.CONTROLS_ENABLED,
            ControlsChoice.values(),
            ControlsChoice::word,
            ControlsChoice.REQUIRED);
    String table = texts.required(Setting.CONTROLS_TABLE);
    boolean named = !table.equals(Setting.CONTROLS_TABLE.defaultValue());
    return new ControlSettings(
        named && choice == ControlsChoice.AUTO ? ControlsChoice.REQUIRED : choice, table);
  }

  private RunSettings run() {
    return new RunSettings(
        mode(),
        producer(),
        texts.size(Setting.ENRICH_SMALL_FILE_BYTES, MOST_BIN_BYTES),
        texts.size(Setting.ENRICH_BIN_BYTES, MOST_BIN_BYTES));
  }

  private Mode mode() {
    return texts.word(Setting.ENRICH_MODE, Mode.values(), Mode::word, Mode.INCREMENTAL);
  }

  private ProducerChoice producer() {
    return texts.word(
        Setting.ENRICH_PRODUCER,
        ProducerChoice.values(),
        ProducerChoice::word,
        ProducerChoice.AUTO);
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

  private JdbcSettings jdbc() {
    String url = texts.url(Setting.LOOKUP_JDBC_URL);
    if (!url.isEmpty() && !url.startsWith("jdbc:postgresql:")) {
      texts.problem(Setting.LOOKUP_JDBC_URL, "must start with jdbc:postgresql:");
    }
    Optional<Secret> password =
        secret(Setting.LOOKUP_JDBC_PASSWORD, Setting.LOOKUP_JDBC_PASSWORD_FILE);
    Optional<String> command =
        Optional.of(texts.text(Setting.LOOKUP_JDBC_PASSWORD_COMMAND))
            .filter(text -> !text.isEmpty() && password.isEmpty());
    return new JdbcSettings(
        url,
        texts.required(Setting.LOOKUP_JDBC_USER),
        command.isPresent() ? password : password.or(storedPassword),
        command,
        secret(Setting.LOOKUP_JDBC_KEY_PASSWORD, Setting.LOOKUP_JDBC_KEY_PASSWORD_FILE),
        texts.duration(Setting.LOOKUP_JDBC_TIMEOUT),
        texts.rows(Setting.LOOKUP_JDBC_FETCH_SIZE));
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

  private List<NewColumn> columns() {
    List<NewColumn> columns = new ArrayList<>();
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
      default:
        texts.problem(
            Setting.LOOKUP_UNMATCHED,
            "must be null, default:TEXT or fail, not '%s'".formatted(word));
        return Unmatched.TO_NULL;
    }
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
