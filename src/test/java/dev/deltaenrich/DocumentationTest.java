package dev.deltaenrich;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.cli.Commands;
import dev.deltaenrich.config.Setting;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.failure.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the documentation against the code: settings, errors, commands, and links among pages. */
class DocumentationTest {
  private static final String COMMON_OPTIONS = "Options of every command:";

  @Test
  void showsEverySetting() throws IOException {
    GeneratedPart.keep(
        Path.of("docs/settings.md"),
        "settings",
        table(
            List.of("Key", "Default", "Meaning"),
            Arrays.stream(Setting.values())
                .map(
                    setting ->
                        List.of(
                            code(setting.key()),
                            code(setting.defaultValue()),
                            setting.meaning()))));
  }

  @Test
  void showsEveryErrorCode() throws IOException {
    GeneratedPart.keep(
        Path.of("docs/errors.md"),
        "errors",
        table(
            List.of("Error", "Exit code", "When"),
            Arrays.stream(ErrorCode.values())
                .map(
                    error ->
                        List.of(
                            code(error.name()),
                            String.valueOf(error.exitCode().value()),
                            error.meaning()))));
  }

  @Test
  void showsEveryExitCode() throws IOException {
    String page = Files.readString(Path.of("docs/errors.md"));

    assertThat(ExitCode.values())
        .allSatisfy(code -> assertThat(page).contains("\n| %d | ".formatted(code.value())));
  }

  @Test
  void showsTheHelpOfEveryCommand() throws IOException {
    List<String> lines = new ArrayList<>();
    for (String command : commands()) {
      lines.add("### " + command);
      lines.add("");
      lines.addAll(block(help(command).split(COMMON_OPTIONS, -1)[0]));
      lines.add("");
    }
    lines.add("### Every command");
    lines.add("");
    lines.addAll(block(COMMON_OPTIONS + help("enrich").split(COMMON_OPTIONS, -1)[1]));

    GeneratedPart.keep(Path.of("docs/commands.md"), "commands", lines);
  }

  @Test
  void namesEveryCommandInItsFirstPage() throws IOException {
    String page = Files.readString(Path.of("README.md"));

    assertThat(commands())
        .contains("enrich", "maintenance vacuum", "bootstrap")
        .allSatisfy(command -> assertThat(page).containsPattern("\\n\\| `" + command + "[` ]"));
  }

  @Test
  void linksLeadToFilesAndHeadingsThatAreThere() throws IOException {
    List<String> broken = new ArrayList<>();
    for (MarkdownPage page : MarkdownPage.all()) {
      broken.addAll(page.brokenLinks());
    }

    assertThat(broken).isEmpty();
  }

  private static List<String> table(List<String> titles, Stream<List<String>> rows) {
    return Stream.concat(
            Stream.of(row(titles), "|---".repeat(titles.size()) + "|"),
            rows.map(DocumentationTest::row))
        .toList();
  }

  /** A cell is empty, or between spaces. A bar inside a cell is written {@code \|}. */
  private static String row(List<String> cells) {
    return cells.stream()
        .map(cell -> cell.isEmpty() ? " " : " %s ".formatted(cell.replace("|", "\\|")))
        .collect(Collectors.joining("|", "|", "|"));
  }

  private static String code(String text) {
    return text.isEmpty() ? "" : "`%s`".formatted(text);
  }

  /** As an indented block of code. */
  private static List<String> block(String text) {
    return text.strip().lines().map(line -> line.isEmpty() ? line : "    " + line).toList();
  }

  /** The names in the list that {@code --help} prints. */
  private static List<String> commands() {
    return help("")
        .lines()
        .filter(line -> line.matches("  [a-z].*"))
        .map(line -> line.substring(2, 20).strip())
        .toList();
  }

  private static String help(String command) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    Commands.run((command + " --help").strip().split(" "), stream, stream);
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
