package dev.deltaenrich.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Every setting once: its key, its default and what it means. {@code conf/enrich.properties} and
 * the README's table show the same list, and a test holds them together.
 */
public enum Setting {
  RAW_PATH(
      "raw.path",
      "s3a://raw-data-bucket/financial_data_delta",
      "The raw Delta table: a path or URI that Hadoop can open."),
  RAW_KEY("raw.key", "merchant_id", "The raw column that is looked up; it must be a string."),
  TARGET_PATH(
      "target.path",
      "s3a://curated-data-bucket/financial_data_curated_enriched",
      "The curated Delta table; made where missing."),
  ENRICH_MODE(
      "enrich.mode",
      "incremental",
      "How much a run makes: incremental (what is missing or out of date) or full (the whole table)."),
  ENRICH_PRODUCER(
      "enrich.producer",
      "auto",
      "Who makes the files: auto (by file), splice (whatever can be) or rewrite (all)."),
  ENRICH_SMALL_FILE_BYTES(
      "enrich.small-file-bytes",
      "16MiB",
      "Raw files smaller than this share curated files (B, KiB, MiB or GiB; at most 8GiB; 0: none does)."),
  ENRICH_BIN_BYTES(
      "enrich.bin-bytes",
      "128MiB",
      "How many bytes of small raw files make one curated file (B, KiB, MiB or GiB; at most 8GiB)."),
  LOOKUP_JDBC_URL(
      "lookup.jdbc.url",
      "jdbc:postgresql://postgres:5432/main_db",
      "Where the lookup lives. TLS by sslmode=verify-full&sslrootcert=FILE in the URL; never a"
          + " password."),
  LOOKUP_JDBC_USER("lookup.jdbc.user", "user", "The PostgreSQL role."),
  LOOKUP_JDBC_PASSWORD(
      "lookup.jdbc.password",
      "",
      "Its password: from the environment or a file only. Empty: lookup.jdbc.password-file, a Hadoop"
          + " credential provider, then .pgpass."),
  LOOKUP_JDBC_PASSWORD_FILE(
      "lookup.jdbc.password-file",
      "",
      "A file whose first line is the password (a mounted secret)."),
  LOOKUP_JDBC_KEY_PASSWORD(
      "lookup.jdbc.key-password",
      "",
      "The passphrase of the client key that the URL's sslkey names: from the environment or a file"
          + " only. Empty: lookup.jdbc.key-password-file, or a key without a passphrase."),
  LOOKUP_JDBC_KEY_PASSWORD_FILE(
      "lookup.jdbc.key-password-file", "", "A file whose first line is that passphrase."),
  LOOKUP_JDBC_TIMEOUT(
      "lookup.jdbc.timeout",
      "30s",
      "The longest wait for a connection and for any one answer of PostgreSQL (ms, s or m)."),
  LOOKUP_JDBC_FETCH_SIZE(
      "lookup.jdbc.fetch-size", "10000", "The most rows a round trip; wide rows come in fewer."),
  LOOKUP_TABLE(
      "lookup.table", "merchant_lookup", "The lookup table or view, with or without a schema."),
  LOOKUP_KEY("lookup.key", "merchant_id", "Its key column: text, one row a key."),
  LOOKUP_COLUMNS(
      "lookup.columns",
      "category:enriched_category",
      "The columns to add, as LOOKUP_COLUMN:NEW_NAME (or one word for both), separated by commas."),
  LOOKUP_MATCH(
      "lookup.match",
      "exact",
      "How keys are compared: exact, trim (spaces at both ends ignored) or trim-ignore-case."),
  LOOKUP_UNMATCHED(
      "lookup.unmatched",
      "null",
      "What a row without a match gets: null, default:TEXT, or fail (the run)."),
  LOOKUP_MIN_MATCH_RATE(
      "lookup.min-match-rate",
      "0",
      "The least share of rows with a key that must match, 0 to 1; below it nothing is committed."),
  LOOKUP_DUPLICATES(
      "lookup.duplicates",
      "fail",
      "When a key has several rows: fail, or first:COLUMN [asc|desc] to take the first in that"
          + " order."),
  LOOKUP_MAX_BROADCAST_BYTES(
      "lookup.max-broadcast-bytes",
      "256MiB",
      "A lookup larger than this, or than the heap has room for, is joined by a shuffle instead of a broadcast (B, KiB, MiB or GiB; at most 8GiB)."),
  LOOKUP_HISTORY_PATH(
      "lookup.history.path",
      "",
      "Where the lookup snapshots that were used are kept (a Delta table). Empty: beside the target,"
          + " its path with _lookups appended."),
  CONTROLS_ENABLED(
      "controls.enabled",
      "true",
      "Whether app_configs is honoured: data_ingestion_enabled and max_batch_size."),
  CONTROLS_TABLE("controls.table", "app_configs", "The table of controls."),
  RUNS_TABLE(
      "runs.table",
      "enrichment_runs",
      "The table in which each run of enrich is entered, best effort. Empty: none.");

  /** Environment variables with this prefix are settings. */
  public static final String ENVIRONMENT_PREFIX = "ENRICH_";

  private final String key;
  private final String defaultValue;
  private final String meaning;

  Setting(String key, String defaultValue, String meaning) {
    this.key = key;
    this.defaultValue = defaultValue;
    this.meaning = meaning;
  }

  /** The key in files and in {@code --set}. */
  public String key() {
    return key;
  }

  /** The value when nobody says otherwise; empty where there is none. */
  public String defaultValue() {
    return defaultValue;
  }

  /** One sentence for people, with the unit. */
  public String meaning() {
    return meaning;
  }

  /** Whether the value must never be shown. */
  public boolean secret() {
    return this == LOOKUP_JDBC_PASSWORD || this == LOOKUP_JDBC_KEY_PASSWORD;
  }

  /** Where a secret setting belongs instead of an argument. */
  String remedy() {
    return "set %s in the environment, or %s-file,".formatted(variable(), key);
  }

  /**
   * The environment variable: {@code lookup.min-match-rate} is {@code
   * ENRICH_LOOKUP_MIN_MATCH_RATE}.
   */
  public String variable() {
    return ENVIRONMENT_PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /** The setting of that key, if there is one. */
  public static Optional<Setting> ofKey(String key) {
    return Arrays.stream(values()).filter(s -> s.key.equals(key)).findFirst();
  }

  /** The setting of that environment variable, if there is one. */
  public static Optional<Setting> ofVariable(String variable) {
    return Arrays.stream(values()).filter(s -> s.variable().equals(variable)).findFirst();
  }

  /** All keys, in the order of the documentation. */
  public static List<String> keys() {
    return Arrays.stream(values()).map(Setting::key).toList();
  }

  /** All environment variables, in the order of the documentation. */
  public static List<String> variables() {
    return Arrays.stream(values()).map(Setting::variable).toList();
  }
}
