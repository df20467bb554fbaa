package dev.deltaenrich.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Turns texts into types; every text that does not parse becomes a problem, not an exception. */
final class SettingsParser {
  /** One task makes a bin. */
  private static final long MOST_BIN_BYTES = 8L << 30;

  private final SettingTexts texts;
  private final Map<String, SettingTexts> lookups;
  private final Supplier<Optional<Secret>> storedPassword;

  /**
   * @param texts what was given for all lookups
   * @param lookups what was given for each, by its name
   * @param storedPassword asked where no source has a password
   */
  SettingsParser(
      SettingTexts texts,
      Map<String, SettingTexts> lookups,
      Supplier<Optional<Secret>> storedPassword) {
    this.texts = texts;
    this.lookups = lookups;
    this.storedPassword = storedPassword;
  }

  Settings parse() {
    String target = texts.folder(Setting.TARGET_PATH);
    JdbcSettings jdbc = new JdbcParser(texts, storedPassword).parse();
    List<LookupSettings> parsed = new ArrayList<>();
    lookups.forEach(
        (name, own) -> {
          // Once: a secret may come out of a pipe.
          JdbcSettings its =
              own.hasOwn(JdbcParser::reads) ? new JdbcParser(own, storedPassword).parse() : jdbc;
          parsed.add(new LookupParser(name, own).parse(its, target));
        });
    refuseRepeatedColumns(parsed);
    boolean quarantine = !texts.text(Setting.QUARANTINE_PATH).isEmpty();
    if (!quarantine && parsed.stream().anyMatch(lookup -> lookup.rule().quarantines())) {
      texts.problem(
          Setting.QUARANTINE_PATH, "must name a folder when lookup.unmatched is quarantine");
    }
    return new Settings(
        texts.folder(Setting.RAW_PATH),
        target,
        quarantine ? Optional.of(texts.folder(Setting.QUARANTINE_PATH)) : Optional.empty(),
        jdbc,
        parsed,
        controls(),
        run(),
        texts.text(Setting.RUNS_TABLE),
        texts.text(Setting.UNMATCHED_TABLE));
  }

  /** Two lookups cannot make one column. The case of letters makes no other column. */
  private void refuseRepeatedColumns(List<LookupSettings> parsed) {
    Map<String, LookupSettings> makers = new HashMap<>();
    for (LookupSettings lookup : parsed) {
      for (NewColumn column : lookup.rule().columns()) {
        LookupSettings first = makers.putIfAbsent(column.name().toLowerCase(Locale.ROOT), lookup);
        if (first != null && !lookup.equals(first)) {
          texts.problem(
              Setting.LOOKUPS,
              "names %s and %s, which both make a column '%s'; set %s=LOOKUP_COLUMN:NEW_NAME"
                  .formatted(
                      first.name(),
                      lookup.name(),
                      column.name(),
                      lookup.keyOf(Setting.LOOKUP_COLUMNS)));
        }
      }
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
}
