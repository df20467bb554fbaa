package dev.deltaenrich.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeps what only the source text tells, and shows on small texts that each rule bites. */
class SourceTextTest {
  private static final int MOST_LINES = 400;

  private static final SourceFile GOOD =
      source(
          "Good.java",
          """
          package dev.deltaenrich.plan;

          import dev.deltaenrich.failure.ErrorCode;
          import static dev.deltaenrich.failure.ExitCode.DONE;

          /** Described. */
          @Deprecated(since = "1")
          public final class Good {}
          """);

  /** Class files do not tell of imports for constants or comments alone. */
  @Test
  void importsPointOneWay() throws IOException {
    for (SourceFile source : SourceFile.ofProgram()) {
      assertThat(forbidden(source)).as("imports of %s", source.path()).isEmpty();
    }

    assertThat(forbidden(GOOD)).isEmpty();
    assertThat(
            forbidden(
                source(
                    "Bad.java",
                    """
                    package dev.deltaenrich.plan;

                    import static dev.deltaenrich.job.RunId.LENGTH;
                    import dev.deltaenrich.engine.log.LogPath;
                    """)))
        .containsExactly("dev.deltaenrich.job.RunId", "dev.deltaenrich.engine.log.LogPath");
  }

  private static List<String> forbidden(SourceFile source) {
    return source.importedTypes().stream()
        .filter(name -> PackageOrder.isOurs(packageOf(name)))
        .filter(name -> !PackageOrder.allows(source.packageName(), packageOf(name)))
        .toList();
  }

  private static String packageOf(String type) {
    return type.substring(0, type.lastIndexOf('.'));
  }

  @Test
  void importsNameEveryClass() throws IOException {
    for (SourceFile source : all()) {
      assertThat(source.imports()).as("%s", source.path()).noneMatch(SourceTextTest::isWhole);
    }

    assertThat(GOOD.imports()).hasSize(2).noneMatch(SourceTextTest::isWhole);
    assertThat(
            source("Bad.java", "import java.util.*;\nimport static java.lang.Math.*;\n").imports())
        .hasSize(2)
        .allMatch(SourceTextTest::isWhole);
  }

  private static boolean isWhole(String imported) {
    return imported.endsWith("*");
  }

  @Test
  void namesSayWhatAClassIs() throws IOException {
    assertThat(all()).noneMatch(SourceFile::hasVagueName);

    assertThat(source("StringUtil.java", "").hasVagueName()).isTrue();
    assertThat(source("TableManager.java", "").hasVagueName()).isTrue();
    assertThat(GOOD.hasVagueName()).isFalse();
  }

  @Test
  void everyPublicTypeIsDescribed() throws IOException {
    for (SourceFile source : SourceFile.ofProgram()) {
      assertThat(source.undescribedTypes()).as("in %s", source.path()).isEmpty();
    }

    assertThat(GOOD.undescribedTypes()).isEmpty();
    assertThat(
            source(
                    "Bad.java",
                    """
                    /** Described. */
                    public record Bad(int a) {
                      @Deprecated
                      public static final class Inner {}

                      public enum Other {}
                    }
                    """)
                .undescribedTypes())
        .containsExactly("Inner", "Other");
  }

  @Test
  void everyPackageIsDescribed() throws IOException {
    List<SourceFile> program = SourceFile.ofProgram();
    Stream<Path> folders =
        program.stream()
            .filter(source -> !source.packageName().equals(PackageOrder.ROOT))
            .map(SourceFile::packageFolder)
            .distinct();

    assertThat(folders)
        .hasSizeGreaterThan(10)
        .allSatisfy(
            folder -> assertThat(folder.resolve("package-info.java")).content().startsWith("/**"));
  }

  @Test
  void filesStaySmall() throws IOException {
    assertThat(all()).allMatch(source -> source.lines() <= MOST_LINES);

    assertThat(source("Long.java", "x\n".repeat(MOST_LINES + 1)).lines()).isGreaterThan(MOST_LINES);
  }

  private static List<SourceFile> all() throws IOException {
    return Stream.concat(SourceFile.ofProgram().stream(), SourceFile.ofTests().stream()).toList();
  }

  private static SourceFile source(String name, String text) {
    return new SourceFile(Path.of(name), text);
  }
}
