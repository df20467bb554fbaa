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
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Holds README.md and the enums together. A setting's row starts with its key and shows its default
 * in the second column, an error code's row starts with its name and shows its exit code in the
 * second; words in backticks.
 */
class DocumentationTest {
  private static final Path README = Path.of("README.md");
  private static final Pattern COMMAND = Pattern.compile("(?m)^  ([a-z]+) ");

  @Test
  void showsEverySettingInOrderWithItsDefault() throws IOException {
    List<String> keys = Arrays.stream(Setting.values()).map(Setting::key).toList();

    assertThat(rows())
        .filteredOn(row -> keys.contains(word(row, 0)))
        .extracting(row -> word(row, 0) + " = " + word(row, 1))
        .containsExactlyElementsOf(
            Arrays.stream(Setting.values())
                .map(setting -> setting.key() + " = " + setting.defaultValue())
                .toList());
  }

  @Test
  void showsEveryErrorCodeWithItsExitCode() throws IOException {
    List<String> names = Arrays.stream(ErrorCode.values()).map(Enum::name).toList();

    assertThat(rows())
        .filteredOn(row -> names.contains(word(row, 0)))
        .extracting(row -> word(row, 0) + " " + word(row, 1))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(ErrorCode.values())
                .map(code -> code.name() + " " + code.exitCode().value())
                .toList());
  }

  @Test
  void showsEveryExitCode() throws IOException {
    assertThat(rows())
        .extracting(row -> word(row, 0))
        .containsAll(
            Arrays.stream(ExitCode.values()).map(code -> String.valueOf(code.value())).toList());
  }

  @Test
  void showsEveryCommand() throws IOException {
    ByteArrayOutputStream help = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(help, true, StandardCharsets.UTF_8);
    Commands.run(new String[] {"--help"}, stream, stream);
    List<String> commands =
        COMMAND
            .matcher(help.toString(StandardCharsets.UTF_8))
            .results()
            .map(match -> match.group(1))
            .toList();

    assertThat(commands).contains("enrich", "bootstrap");
    assertThat(rows()).extracting(row -> word(row, 0).split(" ")[0]).containsAll(commands);
  }

  /** The cells of all table rows. A bar inside a cell is written {@code \|}. */
  private static List<List<String>> rows() throws IOException {
    return Files.readAllLines(README).stream()
        .filter(line -> line.startsWith("|"))
        .map(line -> line.substring(1).split("(?<!\\\\)\\|"))
        .map(cells -> Arrays.stream(cells).map(String::strip).toList())
        .toList();
  }

  /** A cell without its backticks; empty where the row has no such cell. */
  private static String word(List<String> row, int cell) {
    return cell < row.size() ? row.get(cell).replace("`", "").replace("\\|", "|") : "";
  }
}
