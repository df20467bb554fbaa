package dev.deltaenrich.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code mvn verify} and {@code .ci/processes} together run every test, and share none. */
class ManyProcessesTest {
  private static final Path TESTS = Path.of("src/test/java");

  /** What else would keep a test from running wherever it is run. */
  private static final Pattern LEFT_OUT = Pattern.compile("@(Tag|Disabled|Enabled)");

  private static List<Path> tests(String name) throws IOException {
    try (Stream<Path> files = Files.walk(TESTS)) {
      return files.filter(file -> file.getFileName().toString().matches(name)).toList();
    }
  }

  private static boolean startsMany(Path test) {
    return contentOf(test.toFile()).contains("\n@ManyProcesses\n");
  }

  @Test
  void verifyLeavesOutWhatTheScriptRuns() {
    assertThat(contentOf(new File("pom.xml")))
        .contains("<integration.tests>!%s</integration.tests>".formatted(ManyProcesses.TAG))
        .contains("<groups>${integration.tests}</groups>");
    assertThat(contentOf(new File(".ci/processes")))
        .contains(" -Dintegration.tests=%s ".formatted(ManyProcesses.TAG));
    assertThat(contentOf(new File(".ci/run"))).contains(" ./.ci/processes\n");
  }

  @Test
  void nothingElseKeepsATestFromRunning() throws IOException {
    assertThat(tests("\\w+IT\\.java"))
        .isNotEmpty()
        .allSatisfy(file -> assertThat(file).content().doesNotContainPattern(LEFT_OUT));
    assertThat(contentOf(new File("pom.xml"))).doesNotContain("<excludedGroups>");
  }

  @Test
  void oneOfEachKindIsInEveryBuild() throws IOException {
    assertThat(tests("(LostResponses|SparkSubmit|SparkCluster)IT\\.java"))
        .hasSize(3)
        .noneMatch(ManyProcessesTest::startsMany);
  }

  /** Offline tests are of every build, so the mark would do nothing to them. */
  @Test
  void onlyIntegrationTestsAreMarked() throws IOException {
    assertThat(tests("\\w+\\.java"))
        .filteredOn(ManyProcessesTest::startsMany)
        .hasSizeGreaterThan(5)
        .allMatch(file -> file.toString().endsWith("IT.java"));
  }
}
