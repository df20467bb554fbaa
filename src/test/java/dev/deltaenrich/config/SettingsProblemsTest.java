package dev.deltaenrich.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of settings that are wrong. */
class SettingsProblemsTest {
  @TempDir private Path folder;

  @Test
  void namesTheNearestKeyForAnUnknownOne() throws IOException {
    assertThat(failure("lookup.tabel=x"))
        .hasMessage(
            "Cannot read the settings: --set has no setting 'lookup.tabel'; did you mean"
                + " 'lookup.table'?");
    assertThat(failure(Map.of("ENRICH_LOOKUP_JDBC_PASSWROD", "hunter2")))
        .hasMessage(
            "Cannot read the settings: the environment has no setting"
                + " 'ENRICH_LOOKUP_JDBC_PASSWROD'; did you mean 'ENRICH_LOOKUP_JDBC_PASSWORD'?");
    Path file = folder.resolve("my.properties");
    Files.writeString(file, "raw.paht=/x\n");
    assertThat(failure(file))
        .hasMessage(
            "Cannot read the settings: file %s has no setting 'raw.paht'; did you mean 'raw.path'?"
                .formatted(file));
  }

  @ParameterizedTest
  @CsvSource({
    "ENRICH_MODE, did you mean 'ENRICH_ENRICH_MODE'?",
    "ENRICH_JDBC_URL, did you mean 'ENRICH_LOOKUP_JDBC_URL'?",
    "ENRICH_LOOKUP_TABEL, did you mean 'ENRICH_LOOKUP_TABLE'?",
    "ENRICH_LOOKUP_JDBC_USR, did you mean 'ENRICH_LOOKUP_JDBC_USER'?",
    "ENRICH_LOOKUP_ACCOUNT_TABEL, did you mean 'ENRICH_LOOKUP_ACCOUNT_TABLE'?",
    "ENRICH_LOOKUP_MERCHANT_TABLE, 'and lookups does not name ''merchant'', only account; add'",
    "ENRICH_QUEUE, docs/settings.md lists all"
  })
  void namesAVariableThatMayHaveBeenMeant(String variable, String advice) {
    assertThat(failure(Map.of("ENRICH_LOOKUPS", "account", variable, "x")))
        .hasMessageContaining("the environment ")
        .hasMessageContaining(variable)
        .hasMessageContaining(advice);
  }

  /** As in a pod beside services called enrich and enrich-api, with one port, named, by TCP. */
  @Test
  void passesOverWhatKubernetesSetsForServicesOfOurName() {
    Map<String, String> pod =
        Map.of(
            "ENRICH_PORT", "tcp://10.0.0.11:8080",
            "ENRICH_SERVICE_HOST", "10.0.0.11",
            "ENRICH_SERVICE_PORT", "8080",
            "ENRICH_SERVICE_PORT_HTTP_WEB", "8080",
            "ENRICH_PORT_8080_TCP", "tcp://10.0.0.11:8080",
            "ENRICH_PORT_8080_TCP_PROTO", "tcp",
            "ENRICH_PORT_8080_TCP_PORT", "8080",
            "ENRICH_PORT_8080_TCP_ADDR", "10.0.0.11",
            "ENRICH_API_SERVICE_HOST", "fd00::1f",
            "ENRICH_API_PORT_53_UDP", "udp://[fd00::1f]:53");

    assertThat(SettingsReader.read(new SettingsSources(List.of(), pod, Optional.empty())))
        .isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "ENRICH_PORT, 8080",
    "ENRICH_LOOKUP_JDBC_PORT, 5432",
    "ENRICH_SERVICE_HOST, db.example.org",
    "ENRICH_SERVICE_PORT, http",
    "ENRICH_PORT_TCP, tcp://10.0.0.11:8080",
    "ENRICH_SERVICE, 10.0.0.11"
  })
  void whatOnlyLooksLikeAVariableOfKubernetesIsAnError(String variable, String value) {
    assertThat(failure(Map.of(variable, value)))
        .hasMessageStartingWith(
            "Cannot read the settings: the environment has no setting '%s'", variable);
  }

  @Test
  void tellsAllProblemsAtOnce() throws IOException {
    Path file = Files.writeString(folder.resolve("my.properties"), "colour=red\nraw.key=\n");
    SettingsSources sources =
        new SettingsSources(
            List.of("lookup.match=fuzzy", "nonsense"),
            Map.of("ENRICH_CONTROLS_ENABLED", "yes"),
            Optional.of(file));

    EnrichException failure = failure(sources);

    assertThat(failure.code()).isEqualTo(ErrorCode.SETTINGS);
    assertThat(failure)
        .hasMessageStartingWith("Cannot read the settings: 5 problems: ")
        .hasMessageContaining("'colour'")
        .hasMessageContaining("raw.key must not be empty (from %s)", file)
        .hasMessageContaining(
            "lookup.match must be exact, trim or trim-ignore-case, not 'fuzzy' (from the command"
                + " line)")
        .hasMessageContaining("'nonsense' has no =VALUE after it")
        .hasMessageContaining(
            "controls.enabled must be auto, true or false, not 'yes' (from ENRICH_CONTROLS_ENABLED)");
    assertThat(failure.getMessage()).doesNotContain("\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lookup.jdbc.password=hunter2",
        " lookup.jdbc.password = hunter2",
        "lookup.jdbc.password:hunter2",
        "lookup.jdbc.password hunter2",
        "lookup.jdbc.pwd=hunter2",
        "fs.s3a.secret.key=hunter2",
        "spark.hadoop.fs.s3a.access.key=hunter2",
        "some.token=hunter2"
      })
  void refusesASecretAsAnArgumentWithoutRepeatingIt(String assignment) {
    EnrichException failure = failure(assignment);

    assertThat(failure.code()).isEqualTo(ErrorCode.SECRET_EXPOSED);
    assertThat(failure)
        .hasMessageContaining("was given as an argument, where ps shows it; ")
        .hasMessageEndingWith(" instead");
    assertThat(failure.getMessage()).doesNotContain("hunter2");
  }

  @Test
  void saysWhereASecretBelongs() {
    assertThat(failure("lookup.jdbc.password=hunter2"))
        .hasMessage(
            "Cannot read the settings: 'lookup.jdbc.password' was given as an argument, where ps"
                + " shows it; set ENRICH_LOOKUP_JDBC_PASSWORD in the environment, or"
                + " lookup.jdbc.password-file, instead");
    assertThat(failure("fs.s3a.secret.key=hunter2"))
        .hasMessageEndingWith(
            "; use AWS_SECRET_ACCESS_KEY in the environment or a Hadoop credential provider"
                + " instead");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          lookup.jdbc.url     | jdbc:postgresql://me:hunter2@db/main_db
          lookup.jdbc.url     | jdbc:postgresql://db/main_db?user=me&password=hunter2
          lookup.jdbc.url     | jdbc:postgresql:main_db?sslPassword=hunter2
          raw.path            | s3a://key:hunter2@bucket/raw
          target.path         | s3a://AKIA123:12/hunter2+x@bucket/curated
          lookup.history.path | s3a://key:hunter2@bucket/history
          """)
  void refusesASecretInAUrlWithoutRepeatingIt(String key, String url) {
    for (EnrichException failure :
        List.of(
            failure(key + "=" + url),
            failure(Map.of(Setting.ofKey(key).orElseThrow().variable(), url)))) {
      assertThat(failure.code()).isEqualTo(ErrorCode.SECRET_EXPOSED);
      assertThat(failure)
          .hasMessageContaining(key + " carries a ")
          .hasMessageContaining("take it out and use the environment, a file or a Hadoop");
      assertThat(failure.getMessage()).doesNotContain("hunter2");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "raw.path=s3a://bucket/at=12:00/me@home",
        "raw.path=hdfs://namenode:8020/user/me@home",
        "raw.path=/lake/a:b@c",
        "lookup.jdbc.url=jdbc:postgresql://one:5432,two:5432/db?sslmode=require"
      })
  void takesColonsAndAtSignsThatAreNoSecret(String assignment) {
    Settings settings =
        SettingsReader.read(new SettingsSources(List.of(assignment), Map.of(), Optional.empty()));

    assertThat(assignment).endsWithIgnoringCase(value(settings, assignment));
  }

  private static String value(Settings settings, String assignment) {
    return assignment.startsWith("raw") ? settings.rawPath() : settings.lookup().jdbc().url();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          lookup.jdbc.timeout        | 30       | must be a time such as 30s (ms, s, m), not '30'
          lookup.jdbc.timeout        | 0s       | must be a time such as 30s (ms, s, m), not '0s'
          lookup.jdbc.timeout        | 9999999m | must be a time such as 30s (ms, s, m), not '9999999m'
          lookup.jdbc.timeout        | 1h       | must be a time such as 30s (ms, s, m), not '1h'
          lookup.jdbc.fetch-size     | 0        | must be a number of rows from 1 to 9999999, not '0'
          lookup.jdbc.fetch-size     | 10k      | must be a number of rows from 1 to 9999999, not '10k'
          lookup.jdbc.url            | postgres://db/x | must start with jdbc:postgresql:
          enrich.mode                | whole    | must be incremental or full, not 'whole'
          enrich.producer            | spark    | must be auto, splice or rewrite, not 'spark'
          enrich.small-file-bytes    | 16MB     | must be a size such as 256MiB (B, KiB, MiB, GiB), not '16MB'
          enrich.bin-bytes           | 9GiB     | must be at most 8GiB, not '9GiB'
          lookup.min-match-rate      | 95       | must be a number from 0 to 1 such as 0.95, not '95'
          lookup.min-match-rate      | 95%      | must be a number from 0 to 1 such as 0.95, not '95%'
          lookup.min-match-rate      | 1.1      | must be a number from 0 to 1 such as 0.95, not '1.1'
          lookup.min-match-rate      | NaN      | must be a number from 0 to 1 such as 0.95, not 'NaN'
          lookup.max-broadcast-bytes | 256MB    | must be a size such as 256MiB (B, KiB, MiB, GiB), not '256MB'
          lookup.max-broadcast-bytes | -1       | must be a size such as 256MiB (B, KiB, MiB, GiB), not '-1'
          lookup.max-broadcast-bytes | 9GiB     | must be at most 8GiB, not '9GiB'
          lookup.max-broadcast-bytes | 999999999999999GiB | must be at most 8GiB, not '999999999999999GiB'
          lookup.columns             | a:b:c    | must be a list of LOOKUP_COLUMN:NEW_NAME, separated by commas; 'a:b:c' is not one
          lookup.columns             | a:b,     | must be a list of LOOKUP_COLUMN:NEW_NAME, separated by commas; '' is not one
          lookup.columns             | a:       | must be a list of LOOKUP_COLUMN:NEW_NAME, separated by commas; 'a:' is not one
          lookup.columns             | a:x,b:X  | makes the column 'x' 2 times
          lookup.unmatched           | NULL     | must be null, default:TEXT, fail or quarantine, not 'NULL'
          lookup.full-read-every     | 0        | 'must be a number of runs from 1 to 9999999, not ''0'''
          lookup.duplicates          | last     | 'must be fail or first:COLUMN [asc|desc], not ''last'''
          lookup.duplicates          | first:   | 'must be fail or first:COLUMN [asc|desc], not ''first:'''
          controls.enabled           | TRUE     | must be auto, true or false, not 'TRUE'
          controls.table             | ''       | must not be empty
          raw.path                   | ''       | must not be empty
          target.path                | ''       | must not be empty
          """)
  void saysWhatAValueMustBe(String key, String value, String problem) {
    assertThat(failure(key + "=" + value))
        .hasMessage(
            "Cannot read the settings: %s %s (from the command line)".formatted(key, problem));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"a,b\"", "x, `a,b`", "a\\,b"})
  void columnsWithCommasInTheirNamesAreRefusedByASentence(String names) {
    for (String key : List.of("raw.key", "lookup.key", "lookup.columns")) {
      assertThat(failure(key + "=" + names))
          .hasMessageContaining(
              key
                  + " separates columns by commas, so that none has a comma in its name, and '"
                  + names
                  + "' quotes one; give the column another name where it is made, or in a view");
    }
    assertThat(failure("raw.key=say \"a\",\"b\"", "raw.path=").getMessage())
        .doesNotContain("quotes one");
  }

  @Test
  void wantsNoChangedColumnWhereAKeyHasSeveralRows() {
    assertThat(
            failure(
                "lookup.changed-column=at", "lookup.valid-from=since", "lookup.raw-time=paid_at"))
        .hasMessage(
            "Cannot read the settings: lookup.changed-column must be empty where lookup.valid-from"
                + " is set: a key has several rows there, and changed rows are told by their keys"
                + " (from the command line)");
  }

  @Test
  void wantsNoChangedColumnWhereOfEachKeyOnlyOneRowIsKept() {
    assertThat(failure("lookup.changed-column=at", "lookup.duplicates=first:at"))
        .hasMessage(
            "Cannot read the settings: lookup.changed-column must be empty unless lookup.duplicates"
                + " is fail: whether a key's first row is gone is seen only where all rows are read"
                + " (from the command line)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3a://bucket", "s3a://bucket/", "/"})
  void wantsAHistoryPathWhereNothingLiesBesideTheTarget(String target) {
    assertThat(failure("target.path=" + target))
        .hasMessage(
            "Cannot read the settings: lookup.history.path must be given when target.path is a"
                + " whole bucket, since nothing lies beside it (from the default)");
  }

  @Test
  void saysWhyAFileOfSettingsCannotBeRead() throws IOException {
    Path missing = folder.resolve("missing.properties");
    Path latin = folder.resolve("latin.properties");
    Files.write(latin, "lookup.unmatched=default:é".getBytes(StandardCharsets.ISO_8859_1));
    Path malformed = Files.writeString(folder.resolve("malformed.properties"), "raw.key=\\uZZZZ");

    assertThat(failure(missing))
        .hasMessage("Cannot read the settings: file %s does not exist".formatted(missing));
    assertThat(failure(folder))
        .hasMessage("Cannot read the settings: file %s is a folder, not a file".formatted(folder));
    assertThat(failure(latin))
        .hasMessage("Cannot read the settings: file %s is not UTF-8 text".formatted(latin));
    assertThat(failure(malformed))
        .hasMessage(
            "Cannot read the settings: file %s does not parse (Malformed \\uxxxx encoding.)"
                .formatted(malformed));
  }

  @Test
  void saysWhyAPasswordFileCannotBeUsed() throws IOException {
    Path missing = folder.resolve("missing");
    Path empty = Files.writeString(folder.resolve("empty"), "\nhunter2\n");

    assertThat(failure("lookup.jdbc.password-file=" + missing))
        .hasMessage(
            ("Cannot read the settings: lookup.jdbc.password-file names a file, %s, that does not"
                    + " exist (from the command line)")
                .formatted(missing));
    assertThat(failure("lookup.jdbc.password-file=" + empty))
        .hasMessage(
            ("Cannot read the settings: lookup.jdbc.password-file names a file, %s, whose first"
                    + " line is empty (from the command line)")
                .formatted(empty));
  }

  private static EnrichException failure(String... assignments) {
    return failure(new SettingsSources(List.of(assignments), Map.of(), Optional.empty()));
  }

  private static EnrichException failure(Map<String, String> environment) {
    return failure(new SettingsSources(List.of(), environment, Optional.empty()));
  }

  private static EnrichException failure(Path file) {
    return failure(new SettingsSources(List.of(), Map.of(), Optional.of(file)));
  }

  private static EnrichException failure(SettingsSources sources) {
    return catchThrowableOfType(EnrichException.class, () -> SettingsReader.read(sources));
  }
}
