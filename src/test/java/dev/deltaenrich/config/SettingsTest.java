package dev.deltaenrich.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What settings become when they are right. */
class SettingsTest {
  @TempDir private Path folder;

  @Test
  void aBucketAloneIsItsRoot() {
    assertThat(read("raw.path=s3a://bucket").rawPath()).isEqualTo("s3a://bucket/");
    assertThat(read("raw.path=s3a://bucket/").rawPath()).isEqualTo("s3a://bucket/");
    assertThat(read("raw.path=s3a://bucket/a").rawPath()).isEqualTo("s3a://bucket/a");
    assertThat(read("raw.path=relative").rawPath()).isEqualTo("relative");
  }

  @Test
  void hasADefaultForEverything() {
    Settings settings = read(List.of(), Map.of());

    assertThat(settings.rawPath()).isEqualTo("s3a://raw-data-bucket/financial_data_delta");
    assertThat(settings.targetPath())
        .isEqualTo("s3a://curated-data-bucket/financial_data_curated_enriched");
    assertThat(settings.rule())
        .isEqualTo(
            new Rule(
                "merchant_id",
                List.of(new NewColumn("category", "enriched_category")),
                KeyMatch.EXACT,
                Unmatched.TO_NULL));
    assertThat(settings.lookup())
        .isEqualTo(
            new LookupSettings(
                "",
                new JdbcSettings(
                    "jdbc:postgresql://postgres:5432/main_db",
                    "user",
                    Optional.empty(),
                    Duration.ofSeconds(30),
                    10_000),
                "merchant_lookup",
                "merchant_id",
                Duplicates.FAIL,
                256L << 20,
                Optional.empty(),
                "s3a://curated-data-bucket/financial_data_curated_enriched_lookups",
                settings.rule(),
                0));
    assertThat(settings.controls())
        .isEqualTo(new ControlSettings(ControlsChoice.AUTO, "app_configs"));
    assertThat(settings.run())
        .isEqualTo(new RunSettings(Mode.INCREMENTAL, ProducerChoice.AUTO, 16L << 20, 128L << 20));
    assertThat(settings.lookup().minMatchRate()).isZero();
    assertThat(settings.runsTable()).isEqualTo("enrichment_runs");
    assertThat(settings.unmatchedTable()).isEqualTo("unmatched_keys");
    assertThat(settings.quarantinePath()).isEmpty();
  }

  @Test
  void takesAQuarantineForOneOfSeveralLookups() throws IOException {
    Settings settings =
        read(
            "lookups=merchant,account",
            "lookup.account.columns=segment",
            "lookup.account.unmatched=quarantine",
            "quarantine.path=s3a://quarantine");

    assertThat(settings.quarantinePath()).contains("s3a://quarantine/");
    assertThat(settings.lookups())
        .extracting(lookup -> lookup.rule().quarantines())
        .containsExactly(false, true);
    assertThat(settings.quarantines()).isTrue();
  }

  @Test
  void takesWhenRowsAreValid() {
    List<String> given =
        List.of("lookup.valid-from=since", "lookup.valid-to=till", "lookup.raw-time=paid_at");

    assertThat(read(given, Map.of()).rule().validity())
        .contains(new Validity("since", "till", "paid_at", ZoneId.of("UTC")));
    assertThat(
            read(given, Map.of("ENRICH_LOOKUP_ZONE", "Europe/Berlin", "ENRICH_LOOKUP_VALID_TO", ""))
                .rule()
                .validity())
        .contains(new Validity("since", "till", "paid_at", ZoneId.of("Europe/Berlin")));
    assertThat(read(List.of("lookup.raw-time=paid_at"), Map.of()).rule().validity()).isEmpty();
  }

  @Test
  void takesEveryKeyFromAFile() throws IOException {
    Path file =
        file(
            """
            raw.path=/lake/raw
            raw.key=shop
            target.path=/lake/curated/
            quarantine.path=/lake/quarantine
            enrich.mode=full
            enrich.producer=rewrite
            enrich.small-file-bytes=1MiB
            enrich.bin-bytes=0
            lookups=
            lookup.jdbc.url=jdbc:postgresql://db/other?sslmode=verify-full&sslrootcert=/ca.crt
            lookup.jdbc.user=reader
            lookup.jdbc.password=päss word
            lookup.jdbc.password-file=/not/read/since/the/password/is/given
            lookup.jdbc.password-command=vault read x
            lookup.jdbc.key-password=pass phrase
            lookup.jdbc.key-password-file=/not/read/either
            lookup.jdbc.timeout=2m
            lookup.jdbc.fetch-size=50
            lookup.table=ref.shops
            lookup.key=shop_id
            lookup.columns=kind:shop_kind, city
            lookup.match=trim-ignore-case
            lookup.unmatched=default:none
            lookup.min-match-rate=0.95
            lookup.valid-from=
            lookup.valid-to=
            lookup.raw-time=paid_at
            lookup.zone=Europe/Berlin
            lookup.duplicates=first:updated desc
            lookup.max-broadcast-bytes=1GiB
            lookup.changed-column=
            lookup.full-read-every=7
            lookup.history.path=/lake/history
            controls.enabled=false
            controls.table=ref.switches
            runs.table=ref.runs
            unmatched.table=ref.unmatched
            """);

    Settings settings = read(List.of(), Map.of(), file);

    assertThat(Files.readAllLines(file))
        .map(line -> line.split("=", 2)[0])
        .isEqualTo(Setting.keys());
    assertThat(settings.rawPath()).isEqualTo("/lake/raw");
    assertThat(settings.targetPath()).isEqualTo("/lake/curated/");
    assertThat(settings.quarantinePath()).contains("/lake/quarantine");
    assertThat(settings.rule())
        .isEqualTo(
            new Rule(
                "shop",
                List.of(new NewColumn("kind", "shop_kind"), new NewColumn("city", "city")),
                KeyMatch.TRIM_IGNORE_CASE,
                Unmatched.toDefault("none")));
    LookupSettings lookup = settings.lookup();
    assertThat(lookup.jdbc().url())
        .isEqualTo("jdbc:postgresql://db/other?sslmode=verify-full&sslrootcert=/ca.crt");
    assertThat(lookup.jdbc().user()).isEqualTo("reader");
    assertThat(lookup.jdbc().password().orElseThrow().reveal()).isEqualTo("päss word");
    assertThat(lookup.jdbc().keyPassword().orElseThrow().reveal()).isEqualTo("pass phrase");
    assertThat(lookup.jdbc().timeout()).isEqualTo(Duration.ofMinutes(2));
    assertThat(lookup.jdbc().fetchSize()).isEqualTo(50);
    assertThat(lookup.table()).isEqualTo("ref.shops");
    assertThat(lookup.key()).isEqualTo("shop_id");
    assertThat(lookup.duplicates()).isEqualTo(new Duplicates(Optional.of("updated"), true));
    assertThat(lookup.maxBroadcastBytes()).isEqualTo(1L << 30);
    assertThat(lookup.historyPath()).isEqualTo("/lake/history");
    assertThat(settings.controls())
        .isEqualTo(new ControlSettings(ControlsChoice.IGNORED, "ref.switches"));
    assertThat(settings.run())
        .isEqualTo(new RunSettings(Mode.FULL, ProducerChoice.REWRITE, 1L << 20, 0));
    assertThat(settings.lookup().minMatchRate()).isEqualTo(0.95);
    assertThat(settings.runsTable()).isEqualTo("ref.runs");
    assertThat(settings.unmatchedTable()).isEqualTo("ref.unmatched");
  }

  @Test
  void prefersAssignmentsToTheEnvironmentToTheFileToTheDefault() throws IOException {
    Path file = file("raw.path=/file\ntarget.path=/file\nlookup.table=file\n");
    Map<String, String> environment =
        Map.of("ENRICH_TARGET_PATH", "/environment", "ENRICH_LOOKUP_TABLE", "environment");

    Settings settings = read(List.of("lookup.table=assignment"), environment, file);

    assertThat(settings.lookup().table()).isEqualTo("assignment");
    assertThat(settings.targetPath()).isEqualTo("/environment");
    assertThat(settings.rawPath()).isEqualTo("/file");
    assertThat(settings.lookup().key()).isEqualTo("merchant_id");
  }

  @Test
  void takesTheLastOfSeveralAssignmentsOfOneKey() {
    assertThat(read("lookup.table=one", "lookup.table=two").lookup().table()).isEqualTo("two");
  }

  @Test
  void spellsTheEnvironmentInCapitalsAndUnderscores() {
    assertThat(Setting.LOOKUP_JDBC_PASSWORD.variable()).isEqualTo("ENRICH_LOOKUP_JDBC_PASSWORD");
    assertThat(Setting.LOOKUP_MIN_MATCH_RATE.variable()).isEqualTo("ENRICH_LOOKUP_MIN_MATCH_RATE");
    Settings settings =
        read(
            List.of(),
            Map.of("ENRICH_LOOKUP_JDBC_PASSWORD", "p", "ENRICH_LOOKUP_MIN_MATCH_RATE", "1"));

    assertThat(settings.lookup().jdbc().password().orElseThrow().reveal()).isEqualTo("p");
    assertThat(settings.lookup().minMatchRate()).isEqualTo(1);
  }

  @Test
  void leavesVariablesOfOthersAlone() {
    assertThat(read(List.of(), Map.of("PATH", "/bin", "DELTA_ENRICH_JAR", "x", "ENRICHED", "y")))
        .isEqualTo(read());
  }

  @Test
  void readsThePasswordFromTheFirstLineOfAFile() throws IOException {
    Path secret = folder.resolve("secret");
    Files.writeString(secret, "from a file \r\nsecond line\n");

    Settings settings = read("lookup.jdbc.password-file=" + secret);

    assertThat(settings.lookup().jdbc().password().orElseThrow().reveal())
        .isEqualTo("from a file ");
  }

  @Test
  void aPasswordCountsBeforeACommandThatPrintsOne() {
    String command = "lookup.jdbc.password-command=vault read -field=password db/creds/enrich";

    JdbcSettings printed = read(command).lookup().jdbc();
    assertThat(printed.password()).isEmpty();
    assertThat(printed.passwordCommand()).contains("vault read -field=password db/creds/enrich");
    JdbcSettings given =
        read(List.of(command), Map.of("ENRICH_LOOKUP_JDBC_PASSWORD", "p")).lookup().jdbc();
    assertThat(given.password().orElseThrow().reveal()).isEqualTo("p");
    assertThat(given.passwordCommand()).isEmpty();
  }

  @Test
  void keepsEqualsSignsAndSpacesOfAValue() {
    Settings settings = read("raw.path=/lake/day=1/a b", "lookup.unmatched=default: = ");

    assertThat(settings.rawPath()).isEqualTo("/lake/day=1/a b");
    assertThat(settings.rule().unmatched()).isEqualTo(Unmatched.toDefault(" = "));
  }

  @Test
  void readsSizesInBytesAndBinaryUnits() {
    Map<String, Long> bytes = new HashMap<>();
    for (String size : List.of("0", "12", "12B", "3KiB", "3 MiB", "8GiB")) {
      bytes.put(size, read("lookup.max-broadcast-bytes=" + size).lookup().maxBroadcastBytes());
    }

    assertThat(bytes)
        .containsOnly(
            Map.entry("0", 0L),
            Map.entry("12", 12L),
            Map.entry("12B", 12L),
            Map.entry("3KiB", 3L << 10),
            Map.entry("3 MiB", 3L << 20),
            Map.entry("8GiB", 8L << 30));
  }

  @Test
  void readsTimesInThreeUnits() {
    assertThat(timeout("250ms")).isEqualTo(Duration.ofMillis(250));
    assertThat(timeout("5 s")).isEqualTo(Duration.ofSeconds(5));
    assertThat(timeout("3m")).isEqualTo(Duration.ofMinutes(3));
  }

  @Test
  void readsTheWordsForDuplicates() {
    assertThat(duplicates("fail")).isEqualTo(Duplicates.FAIL);
    assertThat(duplicates("fail").fails()).isTrue();
    assertThat(duplicates("first:updated"))
        .isEqualTo(new Duplicates(Optional.of("updated"), false));
    assertThat(duplicates("first: updated ASC"))
        .isEqualTo(new Duplicates(Optional.of("updated"), false));
    assertThat(duplicates("first:Last Seen desc"))
        .isEqualTo(new Duplicates(Optional.of("Last Seen"), true));
    assertThat(duplicates("first:updated").fails()).isFalse();
  }

  @Test
  void readsAFileThatStartsWithAByteOrderMark() throws IOException {
    assertThat(read(List.of(), Map.of(), file("\uFEFFlookup.table=t\r\n")).lookup().table())
        .isEqualTo("t");
  }

  @Test
  void keepsTheHistoryBesideATargetThatEndsWithASlash() {
    assertThat(read("target.path=/lake/curated//").lookup().historyPath())
        .isEqualTo("/lake/curated_lookups");
  }

  @Test
  void printsNoSecret() {
    Settings settings = read(List.of(), Map.of("ENRICH_LOOKUP_JDBC_PASSWORD", "hunter2"));

    assertThat(settings.toString()).contains("********").doesNotContain("hunter2");
    assertThat(new SettingsSources(List.of("a=hunter2"), Map.of("A", "hunter2"), Optional.empty()))
        .asString()
        .doesNotContain("hunter2");
    assertThat(new Given("x", "hunter2", "ENRICH_X")).hasToString("Given[from ENRICH_X]");
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("enrich.properties"), text);
  }

  private static Duration timeout(String word) {
    return read("lookup.jdbc.timeout=" + word).lookup().jdbc().timeout();
  }

  private static Duplicates duplicates(String word) {
    return read("lookup.duplicates=" + word).lookup().duplicates();
  }

  private static Settings read(String... assignments) {
    return read(List.of(assignments), Map.of());
  }

  private static Settings read(List<String> assignments, Map<String, String> environment) {
    return SettingsReader.read(new SettingsSources(assignments, environment, Optional.empty()));
  }

  private static Settings read(
      List<String> assignments, Map<String, String> environment, Path file) {
    return SettingsReader.read(new SettingsSources(assignments, environment, Optional.of(file)));
  }
}
