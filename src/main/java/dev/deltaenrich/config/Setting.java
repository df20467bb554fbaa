package dev.deltaenrich.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Every setting once: its key, its default and what it means. {@code docs/settings.md} shows this
 * list; {@code conf/enrich.properties} has the same keys and defaults. Tests keep both.
 */
public enum Setting {
  RAW_PATH(
      "raw.path",
      "s3a://raw-data-bucket/financial_data_delta",
      "The raw Delta table: a path or URI that Hadoop can open."),
  RAW_KEY(
      "raw.key",
      "merchant_id",
      "The raw column that is looked up: text, a whole number of any width (`decimal(n,0)` too), or a date. `COLUMN.FIELD` is a field of a struct; several columns have commas between them."),
  TARGET_PATH(
      "target.path",
      "s3a://curated-data-bucket/financial_data_curated_enriched",
      "The curated Delta table; made where missing. A table of another program is refused."),
  QUARANTINE_PATH(
      "quarantine.path",
      "",
      "The Delta table of rows without a match, for `lookup.unmatched=quarantine`; made where"
          + " missing. Empty: none."),
  ENRICH_MODE(
      "enrich.mode",
      "incremental",
      "How much a run makes: `incremental` (what is missing or out of date) or `full` (all of it)."),
  ENRICH_PRODUCER(
      "enrich.producer",
      "auto",
      "How files are made: `auto` (bytes are copied where they can stay, small files share files),"
          + " `splice` (the same, but no file is shared) or `rewrite` (all pages are made anew)."),
  ENRICH_SMALL_FILE_BYTES(
      "enrich.small-file-bytes",
      "16MiB",
      "Raw files smaller than this share curated files (`B`, `KiB`, `MiB` or `GiB`; at most"
          + " `8GiB`). `0`: no file is shared."),
  ENRICH_BIN_BYTES(
      "enrich.bin-bytes",
      "128MiB",
      "Bytes of small raw files in one curated file (`B`, `KiB`, `MiB` or `GiB`; at most `8GiB`)."),
  LOOKUPS(
      "lookups",
      "",
      "Names of several lookups, comma-separated: small letters, digits and underscores. Each is set by"
          + " `lookup.NAME.table` and the like, `lookup.NAME.raw-key` included; what is not set so"
          + " is taken from `lookup.table` and the like, and from `raw.key`. Empty: one lookup"
          + " without a name."),
  LOOKUP_JDBC_URL(
      "lookup.jdbc.url",
      "jdbc:postgresql://postgres:5432/main_db",
      "Where the lookup lives. TLS by `sslmode=verify-full&sslrootcert=FILE` in the URL; never a"
          + " password."),
  LOOKUP_JDBC_USER(
      "lookup.jdbc.user",
      "user",
      "The PostgreSQL role. Needs SELECT, for `runs.table` and `unmatched.table` INSERT, for `bootstrap` the right to"
          + " create tables."),
  LOOKUP_JDBC_PASSWORD(
      "lookup.jdbc.password",
      "",
      "The role's password, from the environment or a file only. Empty:"
          + " `lookup.jdbc.password-file`, `lookup.jdbc.password-command`, a Hadoop credential"
          + " provider, then `.pgpass`."),
  LOOKUP_JDBC_PASSWORD_FILE(
      "lookup.jdbc.password-file",
      "",
      "A file whose first line is the password (a mounted secret)."),
  LOOKUP_JDBC_PASSWORD_COMMAND(
      "lookup.jdbc.password-command",
      "",
      "A command that prints the password as its first line, such as `vault read …`. `sh -c` runs"
          + " the command before each connection, for passwords that run out."),
  LOOKUP_JDBC_KEY_PASSWORD(
      "lookup.jdbc.key-password",
      "",
      "The passphrase of the client key `sslkey`, from the environment or a file only. Empty:"
          + " `lookup.jdbc.key-password-file`, or a key without one."),
  LOOKUP_JDBC_KEY_PASSWORD_FILE(
      "lookup.jdbc.key-password-file",
      "",
      "A file whose first line is the passphrase of `sslkey`."),
  LOOKUP_JDBC_TIMEOUT(
      "lookup.jdbc.timeout",
      "30s",
      "The longest wait for a connection, and for any one answer of PostgreSQL (`ms`, `s`, `m`)."),
  LOOKUP_JDBC_FETCH_SIZE(
      "lookup.jdbc.fetch-size",
      "10000",
      "The most rows a round trip; of wide rows as many as make 16 MiB."),
  LOOKUP_TABLE(
      "lookup.table", "merchant_lookup", "The lookup table or view: `TABLE` or `SCHEMA.TABLE`."),
  LOOKUP_KEY(
      "lookup.key",
      "merchant_id",
      "The key column of the lookup table: text, `uuid`, whole numbers (`numeric` too) or `date`; as many columns as `raw.key` has; one row a key."),
  LOOKUP_COLUMNS(
      "lookup.columns",
      "category:enriched_category",
      "The columns to add, comma-separated: `LOOKUP_COLUMN:NEW_NAME`, or one word for both."),
  LOOKUP_MATCH(
      "lookup.match",
      "exact",
      "How keys are compared: `exact`, `trim` (spaces at both ends do not count) or"
          + " `trim-ignore-case`."),
  LOOKUP_UNMATCHED(
      "lookup.unmatched",
      "null",
      "What a row without a match gets: `null`, `default:TEXT`, `fail` (exit code 3), or `quarantine`"
          + " (the row goes to `quarantine.path` until the lookup knows its key)."),
  LOOKUP_MIN_MATCH_RATE(
      "lookup.min-match-rate",
      "0",
      "The least share, 0 to 1, of the rows with a key that must match. Below this share the run"
          + " ends with exit code 3 and commits nothing. Only rows of a commit are judged: a run with"
          + " nothing to do passes."),
  LOOKUP_VALID_FROM(
      "lookup.valid-from",
      "",
      "The lookup column (`date`, `timestamp` or `timestamptz`) from which a row is valid; null:"
          + " since ever. A row of raw gets the values that were valid at its own time. Empty: a"
          + " lookup row is always valid."),
  LOOKUP_VALID_TO(
      "lookup.valid-to",
      "",
      "The lookup column with the moment from which a row is no longer valid; null: without end."
          + " Empty: a row is valid until the next row of its key begins."),
  LOOKUP_RAW_TIME(
      "lookup.raw-time",
      "",
      "The raw column (`date`, `timestamp` or `timestamp_ntz`) with a row's own time, for"
          + " `lookup.valid-from`. `COLUMN.FIELD` is a field of a struct."),
  LOOKUP_ZONE(
      "lookup.zone",
      "UTC",
      "The time zone of dates, and of times without a zone, in raw and in the lookup, such as"
          + " `Europe/Berlin`."),
  LOOKUP_DUPLICATES(
      "lookup.duplicates",
      "fail",
      "When a key has several rows: `fail`, or `first:COLUMN [asc|desc]` (the first by COLUMN)."),
  LOOKUP_MAX_BROADCAST_BYTES(
      "lookup.max-broadcast-bytes",
      "256MiB",
      "A lookup whose keys and values, as text, are larger than this is joined by a shuffle"
          + " instead of a broadcast (`B`, `KiB`, `MiB` or `GiB`; at most `8GiB`). `0`: always a"
          + " shuffle. So is a lookup that the heaps have no room for."),
  LOOKUP_CHANGED_COLUMN(
      "lookup.changed-column",
      "",
      "A column that says when a row was changed: a time, a date or a growing whole number. Between"
          + " full reads only changed rows are read, of an ordinary table. Empty: all rows, always."),
  LOOKUP_FULL_READ_EVERY(
      "lookup.full-read-every",
      "24",
      "With `lookup.changed-column`: every how many runs all rows are read."),
  LOOKUP_HISTORY_PATH(
      "lookup.history.path",
      "",
      "Where the lookup snapshots that were used are kept, as a Delta table. Empty: the target's"
          + " path with `_lookups` appended."),
  CONTROLS_ENABLED(
      "controls.enabled",
      "auto",
      "Whether `app_configs` is honoured (`data_ingestion_enabled` and `max_batch_size`): `auto`,"
          + " where the database has the table; `true`, always; `false`, never."),
  CONTROLS_TABLE(
      "controls.table",
      "app_configs",
      "The table of controls. A table of another name than `app_configs` must exist."),
  RUNS_TABLE(
      "runs.table",
      "enrichment_runs",
      "The table in which each run of `enrich` is entered, best effort. Empty: none."),
  UNMATCHED_TABLE(
      "unmatched.table",
      "unmatched_keys",
      "The table in which each run of `enrich` that committed enters the unknown keys of its rows,"
          + " best effort: of each lookup the 100 most frequent. Empty: none.");

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

  /** A sentence or two for people, with the unit; values in backticks. */
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
    return variable(key);
  }

  /** The environment variable of any key. */
  static String variable(String key) {
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
