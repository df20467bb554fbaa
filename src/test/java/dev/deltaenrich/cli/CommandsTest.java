package dev.deltaenrich.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.failure.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The way from words to a command and from its end to an exit code; not what commands do. */
class CommandsTest {
  private static final String RAW = "s3a://raw/t";
  private static final String TARGET = "s3a://curated/t";

  private final Screen screen = new Screen();

  @TempDir Path folder;

  @Test
  void asksForACommandWhenThereIsNone() {
    assertThat(run()).isEqualTo(2);
    assertThat(screen.err())
        .isEqualTo(
            "delta-enrich: USAGE: Cannot understand the command line: no command was given; --help"
                + " lists them\n");
    assertThat(screen.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h", "-help", "help"})
  void listsItsCommandsWhenAskedForHelp(String word) {
    assertThat(run(word)).isZero();
    assertThat(screen.out())
        .contains("Usage: delta-enrich COMMAND", "RAW TARGET", "Exit codes: 0 done")
        .contains("\n  enrich ", "\n  plan ", "\n  verify ", "\n  check ", "\n  bootstrap ")
        .contains("\n  runs ", "\n  explain ", "\n  unmatched ", "\n  maintenance vacuum ");
    assertThat(screen.out().lines()).allMatch(line -> line.length() <= 100);
    assertThat(screen.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "enrich",
        "plan",
        "verify",
        "check",
        "runs",
        "explain",
        "unmatched",
        "maintenance vacuum",
        "bootstrap"
      })
  void showsTheOptionsOfEachCommand(String command) {
    assertThat(run((command + " --help").split(" "))).isZero();
    assertThat(screen.out())
        .startsWith("Usage: delta-enrich " + command)
        .contains("--config <FILE>", "--set <KEY=VALUE>", "--json", "--help");
    assertThat(screen.err()).isEmpty();
  }

  @Test
  void showsHelpWhateverElseIsWrong() {
    assertThat(run("plan", "--nonsense", "-h")).isZero();
    assertThat(screen.out()).startsWith("Usage: delta-enrich plan");
  }

  @Test
  void printsItsVersion() {
    assertThat(run("--version")).isZero();
    assertThat(screen.out()).matches("delta-enrich \\d+\\.\\d+\\.\\d+\\S*\n");
  }

  @Test
  void namesTheNearestCommandForAnUnknownOne() {
    assertThat(run("verfy")).isEqualTo(2);
    assertThat(screen.err())
        .isEqualTo(
            "delta-enrich: USAGE: Cannot understand the command line: there is no command 'verfy'"
                + " (did you mean 'verify'?); --help lists them\n");
  }

  @Test
  void namesTheWholeCommandForItsFirstWord() {
    assertThat(run("maintenance")).isEqualTo(2);
    assertThat(run("maintenance", "vacum")).isEqualTo(2);
    assertThat(run("--json", "maintenance", "vacuum")).isEqualTo(2);
    assertThat(screen.err().lines())
        .map(line -> line.substring("delta-enrich: USAGE: Cannot understand the ".length()))
        .containsExactly(
            "command line: there is no command 'maintenance' (did you mean 'maintenance vacuum'?);"
                + " --help lists them",
            "command line: there is no command 'maintenance' (did you mean 'maintenance vacuum'?);"
                + " --help lists them",
            "command line: 'maintenance' must come first, before the options");
  }

  @Test
  void asksForTheConditionOfRowsToExplain() {
    assertThat(run("explain")).isEqualTo(2);
    assertThat(run("explain", "--where", " ")).isEqualTo(2);
    assertThat(screen.err().lines())
        .hasSize(2)
        .allMatch(
            line ->
                line.equals(
                    "delta-enrich: USAGE: Cannot understand the command line: explain needs --where"
                        + " CONDITION; 'explain --help' shows an example"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "ten", "1.5", "99999999999999999999"})
  void takesOnlyNumbersForALimit(String word) {
    assertThat(run("runs", "--limit", word)).isEqualTo(2);
    assertThat(screen.err())
        .isEqualTo(
            "delta-enrich: USAGE: Cannot understand the command line: --limit needs a whole number"
                + " from 1 to 100000 after it; 'runs --help' lists its options\n");
  }

  @Test
  void refusesAFileOfUnknownKeysThatCannotBeMadeBeforeItDoesAnything() {
    assertThat(run("unmatched", "--limit", "0")).isEqualTo(2);
    assertThat(run("unmatched", "--csv")).isEqualTo(2);
    assertThat(run("unmatched", "--csv", folder.toString())).isEqualTo(2);
    assertThat(run("unmatched", "--csv", folder.resolve("missing/keys.csv").toString()))
        .isEqualTo(2);
    assertThat(screen.err().lines())
        .containsExactly(
            "delta-enrich: USAGE: Cannot understand the command line: --limit needs a whole number"
                + " from 1 to 100000 after it; 'unmatched --help' lists its options",
            "delta-enrich: USAGE: Cannot understand the command line: --csv needs FILE after it;"
                + " 'unmatched --help' lists its options",
            "delta-enrich: USAGE: Cannot write unknown keys to %s: it is a folder; correct --csv"
                .formatted(folder),
            "delta-enrich: USAGE: Cannot write unknown keys to %s/missing/keys.csv: its folder is not there or cannot be written; correct --csv"
                .formatted(folder));
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void namesTheNearestOptionForAnUnknownOne() {
    assertThat(run("check", "--jsno")).isEqualTo(2);
    assertThat(screen.err())
        .isEqualTo(
            "delta-enrich: USAGE: Cannot understand the command line: check has no option --jsno"
                + " (did you mean --json?); 'check --help' lists its options\n");
  }

  @Test
  void saysWhatAnOptionNeeds() {
    assertThat(run("check", "--config")).isEqualTo(2);
    assertThat(screen.err()).contains("--config needs FILE after it; 'check --help' lists");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--password=hunter2", "--lookup.jdbc.password=hunter2", "--secret=hunter2"})
  void refusesASecretAsAnOptionWithoutRepeatingIt(String word) {
    assertThat(run("check", word)).isEqualTo(2);
    assertThat(screen.err())
        .startsWith("delta-enrich: SECRET_EXPOSED: Cannot take the option --")
        .contains("set ENRICH_LOOKUP_JDBC_PASSWORD in the environment")
        .doesNotContain("hunter2");
  }

  @Test
  void repeatsNoWordThatMayBeASecret() {
    for (String[] args :
        new String[][] {
          {"echo", "s3a://key:hunter2@bucket/raw"},
          {"echo", "--set", "lookup.jdbc.password", "hunter2"},
          {"echo", "-phunter2"},
          {"echo", "--passphrase", "hunter2"},
          {"echo", RAW, TARGET, "--set", "lookup.jdbc.password=hunter2"},
          {"echo", RAW, "s3a://key:hunter2@bucket/t", "--json"}
        }) {
      assertThat(runEcho(args)).as(String.join(" ", args)).isEqualTo(2);
    }
    assertThat(screen.err().lines()).hasSize(6);
    assertThat(screen.err() + screen.out()).doesNotContain("hunter2");
  }

  @Test
  void takesTwoPathsOrNone() {
    assertThat(runEcho("echo", RAW)).isEqualTo(2);
    assertThat(runEcho("echo", RAW, TARGET, "desc")).isEqualTo(2);
    assertThat(runEcho("plain", RAW, TARGET)).isEqualTo(2);
    assertThat(screen.err().lines())
        .map(line -> line.substring("delta-enrich: USAGE: Cannot understand the ".length()))
        .containsExactly(
            "command line: echo takes two paths or none, not one word; a value with spaces needs"
                + " quotes; 'echo --help' lists its options",
            "command line: echo takes two paths or none, not 3 words; a value with spaces needs"
                + " quotes; 'echo --help' lists its options",
            "command line: plain takes options only, not 2 words; a value with spaces needs"
                + " quotes; 'plain --help' lists its options");
  }

  @Test
  void takesTwoPathsWithoutACommandForEnrich() {
    assertThat(run(RAW, TARGET, "--help")).isZero();
    assertThat(run("--json", RAW, TARGET, "--help")).isZero();
    assertThat(run("/lake/raw", "/lake/curated", "--help")).isZero();
    assertThat(screen.out().lines().filter(line -> line.startsWith("Usage: delta-enrich enrich")))
        .hasSize(3);
  }

  @Test
  void wantsTheCommandBeforeItsOptions() {
    assertThat(run("--json", "check")).isEqualTo(2);
    assertThat(screen.err()).contains("'check' must come first, before the options");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "echo s3a://raw/t s3a://curated/t --set lookup.table=t --json",
        "echo --json --set lookup.table=t s3a://raw/t s3a://curated/t",
        "echo -json s3a://raw/t --set=lookup.table=t s3a://curated/t",
        "echo --json --set raw.path=s3a://raw/t --set target.path=s3a://curated/t"
            + " --set lookup.table=t",
        "echo --json s3a://raw/t s3a://curated/t --set raw.path=weaker --set lookup.table=t"
      })
  void takesPathsAndOptionsInAnyOrder(String words) {
    assertThat(runEcho(words.split(" "))).isZero();
    assertThat(screen.out())
        .isEqualTo(
            "{\"command\":\"echo\",\"exit\":0,\"raw\":\"s3a://raw/t\","
                + "\"target\":\"s3a://curated/t\",\"table\":\"t\",\"end\":\"DONE\"}\n");
    assertThat(screen.err()).isEmpty();
  }

  @Test
  void printsTextWithoutTheJsonOption() {
    assertThat(runEcho("echo", RAW, TARGET)).isZero();
    assertThat(screen.out()).startsWith("echo\n  raw    s3a://raw/t\n");
  }

  @Test
  void readsTheLastOfSeveralFiles() {
    assertThat(runEcho("echo", "--config", "/nowhere/1", "--config", "/nowhere/2")).isEqualTo(2);
    assertThat(screen.err())
        .isEqualTo(
            "delta-enrich: SETTINGS: Cannot read the settings: file /nowhere/2 does not exist\n");
  }

  @Test
  void endsWithTheExitCodeOfTheResult() {
    Command differs = new Echo("differs", "", ExitCode.DATA, null);

    assertThat(run(List.of(differs), "differs")).isEqualTo(3);
    assertThat(screen.err()).isEmpty();
  }

  @Test
  void endsWithTheExitCodeOfTheFailure() {
    for (ErrorCode code : ErrorCode.values()) {
      Command fails = new Echo("fails", "", null, new EnrichException(code, "Cannot do it"));
      assertThat(run(List.of(fails), "fails")).isEqualTo(code.exitCode().value());
    }
    assertThat(screen.err()).contains("delta-enrich: COMMIT_UNKNOWN: Cannot do it\n");
  }

  @Test
  void printsAFailureNobodyForesawAsOneLineToo() {
    Command fails = new Echo("fails", "", null, new IllegalStateException("first\nsecond"));

    assertThat(run(List.of(fails), "fails")).isEqualTo(1);
    assertThat(screen.err()).startsWith("delta-enrich: UNEXPECTED: Cannot ").hasLineCount(1);
    assertThat(screen.out()).isEmpty();
  }

  @Test
  void printsAFailureAsJsonWhenAskedFor() {
    assertThat(run("--json")).isEqualTo(2);
    assertThat(run("nonsense", "--json")).isEqualTo(2);
    assertThat(screen.out().lines())
        .hasSize(2)
        .allMatch(line -> line.startsWith("{\"exit\":2,\"code\":\"USAGE\",\"message\":\"Cannot "));
    assertThat(screen.err().lines()).hasSize(2);
  }

  @Test
  void writesTheResultToAFileTooWhateverIsPrinted() throws Exception {
    Path file = folder.resolve("result.json");

    assertThat(runEcho("echo", RAW, TARGET, "--result-file", file.toString())).isZero();

    assertThat(screen.out()).startsWith("echo\n  raw    s3a://raw/t\n");
    assertThat(Files.readString(file))
        .isEqualTo(
            "{\"command\":\"echo\",\"exit\":0,\"raw\":\"s3a://raw/t\","
                + "\"target\":\"s3a://curated/t\",\"table\":\"merchant_lookup\",\"end\":\"DONE\"}\n");
    assertThat(folder).isDirectoryContaining(file::equals).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void writesAFailureToTheFileInPlaceOfAnEarlierResult() throws Exception {
    Path file = Files.writeString(folder.resolve("result.json"), "of an earlier run");
    Command fails =
        new Echo("fails", "", null, new EnrichException(ErrorCode.MATCH_RATE, "Cannot do it"));

    assertThat(run(List.of(fails), "fails", "--result-file", file.toString())).isEqualTo(3);

    assertThat(Files.readString(file))
        .isEqualTo("{\"exit\":3,\"code\":\"MATCH_RATE\",\"message\":\"Cannot do it\"}\n");
    assertThat(screen.out()).isEmpty();
  }

  @Test
  void writesToTheFileThatWordsWereWrong() throws Exception {
    Path file = folder.resolve("result.json");

    assertThat(runEcho("echo", "--jsno", "--result-file=" + file)).isEqualTo(2);

    assertThat(Files.readString(file)).startsWith("{\"exit\":2,\"code\":\"USAGE\",");
  }

  @Test
  void refusesAResultFileThatCannotBeMadeBeforeItDoesAnything() {
    Command fails = new Echo("fails", "", null, new IllegalStateException("was run"));
    for (Path path : List.of(folder, folder.resolve("missing/result.json"))) {
      assertThat(run(List.of(fails), "fails", "--result-file", path.toString())).isEqualTo(2);
    }
    assertThat(screen.err().lines())
        .containsExactly(
            "delta-enrich: USAGE: Cannot write a result to %s: it is a folder; correct --result-file"
                .formatted(folder),
            "delta-enrich: USAGE: Cannot write a result to %s/missing/result.json: its folder is not there or cannot be written; correct --result-file"
                .formatted(folder));
    assertThat(folder).isEmptyDirectory();
  }

  private int run(String... args) {
    return Commands.run(args, screen.outStream(), screen.errStream());
  }

  private int run(List<Command> commands, String... args) {
    return Commands.run(commands, args, screen.outStream(), screen.errStream());
  }

  private int runEcho(String... args) {
    Command echo = new Echo("echo", "[RAW TARGET]", ExitCode.DONE, null);
    Command plain = new Echo("plain", "", ExitCode.DONE, null);
    return run(List.of(echo, plain), args);
  }
}
