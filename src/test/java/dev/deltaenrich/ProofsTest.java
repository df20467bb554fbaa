package dev.deltaenrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;

import dev.deltaenrich.config.Setting;
import dev.deltaenrich.failure.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds the list of proofs, the tests that it names, and the faults that show that tests bite
 * together. A test stands in the last cell of a row, in backticks: its class or Python file, and a
 * method of it after a number sign where that matters.
 */
class ProofsTest {
  private static final Path TESTS = Path.of("src/test");
  private static final Pattern WORD = Pattern.compile("`([^`]+)`");
  private static final Pattern PROMISES_OF_MANY = Pattern.compile("\\w+(Contract|IT)\\.java");

  private static String proofs() throws IOException {
    return Files.readString(TESTS.resolve("PROOFS.md"));
  }

  /** The rows of promises that a test holds, by cells. */
  private static List<String[]> rows() throws IOException {
    String held = proofs().split("## Not held by a test", -1)[0];
    return held.lines()
        .filter(line -> line.startsWith("| ") && !line.endsWith("| Held by |"))
        .map(line -> line.substring(2).split(" \\| | \\|$"))
        .toList();
  }

  private static List<String> words(String cell) {
    return WORD.matcher(cell).results().map(word -> word.group(1)).toList();
  }

  /** Test files by the names that the list has for them. */
  private static Map<String, Path> tests() throws IOException {
    try (Stream<Path> files = Files.walk(TESTS)) {
      return files
          .filter(file -> file.toString().matches(".*/(\\w+\\.java|test_\\w+\\.py)"))
          .collect(
              Collectors.toMap(
                  file -> file.getFileName().toString().replace(".java", ""),
                  file -> file,
                  // Each line of Spark or Hadoop may have a class of the same name.
                  (one, other) -> one));
    }
  }

  private static List<Path> faults() throws IOException {
    try (Stream<Path> files = Files.list(TESTS.resolve("faults"))) {
      return files.filter(file -> file.toString().endsWith(".patch")).sorted().toList();
    }
  }

  @Test
  void eachPromiseNamesTestsThatAreThere() throws IOException {
    Map<String, Path> tests = tests();
    for (String[] row : rows()) {
      assertThat(row).as(row[0]).hasSize(2);
      assertThat(words(row[1])).as(row[0]).isNotEmpty();
      for (String name : words(row[1])) {
        String[] parts = name.split("#", -1);
        assertThat(tests).as(row[0]).containsKey(parts[0]);
        if (parts.length > 1) {
          assertThat(tests.get(parts[0])).as(row[0]).content().contains(" " + parts[1] + "(");
        }
      }
    }
  }

  @Test
  void eachContractAndEachIntegrationTestHoldsAPromise() throws IOException {
    List<String> named = rows().stream().flatMap(row -> words(row[1]).stream()).toList();

    assertThat(tests().values())
        .filteredOn(file -> PROMISES_OF_MANY.matcher(file.getFileName().toString()).matches())
        .filteredOn(file -> contentOf(file.toFile()).contains("Test\n"))
        .extracting(file -> file.getFileName().toString().replace(".java", ""))
        .isNotEmpty()
        .isSubsetOf(named.stream().map(name -> name.split("#", -1)[0]).toList());
  }

  @Test
  void eachErrorCodeAndEachSettingHasARow() throws IOException {
    List<String> promises = rows().stream().map(row -> row[0].replace("`", "")).toList();

    assertThat(promises)
        .containsAll(Arrays.stream(ErrorCode.values()).map(Enum::name).toList())
        .containsAll(Arrays.stream(Setting.values()).map(Setting::key).toList());
  }

  /** A fault that does not fit the source any more is no fault. */
  @Test
  void eachFaultFitsTheSourceAndNamesTestsThatAreThere() throws IOException {
    Pattern header = Pattern.compile("(.+)\\.\nTests: ((?:\\w+(?:Test|IT) ?)+)\n\n--- a/(.+)\n");
    Pattern hunk = Pattern.compile("(?m)^@@ .*\n((?:[ +-].*\n?)+)");
    for (Path fault : faults()) {
      String text = Files.readString(fault);
      MatchResult head = header.matcher(text).results().findFirst().orElse(null);
      assertThat(head).as("the first lines of %s", fault).isNotNull();
      assertThat(tests()).as(fault.toString()).containsKeys(head.group(2).split(" "));
      assertThat(hunk.matcher(text).results().map(found -> before(found.group(1))).toList())
          .isNotEmpty()
          .allSatisfy(
              before ->
                  assertThat(Path.of(head.group(3))).as("%s", fault).content().contains(before));
    }
    assertThat(faults()).hasSizeGreaterThanOrEqualTo(20);
  }

  private static String before(String hunk) {
    return hunk.lines()
        .filter(line -> !line.startsWith("+"))
        .map(line -> line.substring(1) + "\n")
        .collect(Collectors.joining());
  }
}
