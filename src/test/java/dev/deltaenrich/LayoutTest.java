package dev.deltaenrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Reads the source text and keeps the order of things that CONTRIBUTING.md describes. */
class LayoutTest {
  private static final Path MAIN = Path.of("src/main/java/dev/deltaenrich");
  private static final Path TESTS = Path.of("src/test/java/dev/deltaenrich");
  private static final int MOST_LINES = 400;

  /** Each package and those of ours it may import; {@code ""} is the root with {@code Main}. */
  private static final Map<String, Set<String>> MAY_IMPORT = mayImport();

  private static final Pattern IMPORT = Pattern.compile("(?m)^import (?:static )?([\\w.]+)");
  private static final Pattern OUR_PACKAGE =
      Pattern.compile("dev\\.deltaenrich\\.([a-z]\\w*)\\..*");
  private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|(?m)^\\s*//[^\\n]*$");
  private static final Pattern PUBLIC_TYPE =
      Pattern.compile(
          "(?m)^ *public (?:(?:static|final|abstract|sealed) )*(?:class|record|interface|enum)"
              + " (\\w+)");
  private static final Pattern ANNOTATIONS_AT_END =
      Pattern.compile("(?:\\s*@\\w+(?:\\((?:[^()]|\\([^()]*\\))*\\))?)*\\s*$");
  private static final Pattern VAGUE_NAME =
      Pattern.compile(".*(Util|Utils|Manager|Helper|Impl)\\.java");

  /** One source file. */
  private record Source(Path path, String text) {
    String ourPackage(Path root) {
      Path relative = root.relativize(path);
      return relative.getNameCount() == 1 ? "" : relative.getName(0).toString();
    }

    List<String> imports() {
      return IMPORT.matcher(text).results().map(match -> match.group(1)).toList();
    }

    String code() {
      return COMMENT.matcher(text).replaceAll("");
    }

    String name() {
      return path.getFileName().toString();
    }
  }

  private static Map<String, Set<String>> mayImport() {
    Map<String, Set<String>> allowed = new TreeMap<>();
    allowed.put("failure", Set.of());
    allowed.put("report", Set.of("failure"));
    allowed.put("plan", Set.of("failure"));
    allowed.put("config", Set.of("failure"));
    Set<String> ground = Set.of("failure", "report", "plan", "config");
    allowed.put("splice", Set.of("failure", "plan", "config"));
    allowed.put("engine", with(ground, "splice"));
    Set<String> engines = with(allowed.get("engine"), "engine");
    allowed.put("source", engines);
    allowed.put("sink", with(engines, "source"));
    allowed.put("enrich", with(engines, "source"));
    allowed.put("bootstrap", with(engines, "source"));
    allowed.put("verify", with(engines, "source"));
    allowed.put("job", with(engines, "source", "sink", "enrich", "bootstrap", "verify"));
    allowed.put("lineage", with(engines, "source", "sink"));
    allowed.put("maintenance", with(engines, "source", "sink"));
    allowed.put("openlineage", with(allowed.get("job"), "job"));
    allowed.put("cli", with(allowed.get("openlineage"), "openlineage", "lineage", "maintenance"));
    allowed.put("", Set.of("cli"));
    return allowed;
  }

  private static Set<String> with(Set<String> some, String... more) {
    Set<String> all = new TreeSet<>(some);
    all.addAll(List.of(more));
    return all;
  }

  @Test
  void importsPointOneWay() throws IOException {
    for (Source source : sources(MAIN)) {
      String importer = source.ourPackage(MAIN);
      assertThat(MAY_IMPORT).as("packages with a place in the order").containsKey(importer);
      Set<String> imported = new TreeSet<>();
      for (String name : source.imports()) {
        Matcher ours = OUR_PACKAGE.matcher(name);
        if (ours.matches()) {
          imported.add(ours.group(1));
        }
      }
      assertThat(with(MAY_IMPORT.get(importer), importer))
          .as("what %s may import", source.path())
          .containsAll(imported);
    }
  }

  @Test
  void plansKnowNoEngine() throws IOException {
    assertThat(sources(MAIN))
        .filteredOn(source -> Set.of("plan", "report", "failure").contains(source.ourPackage(MAIN)))
        .isNotEmpty()
        .allSatisfy(
            source ->
                assertThat(source.imports())
                    .noneMatch(
                        name ->
                            name.startsWith("org.apache.spark.")
                                || name.startsWith("org.apache.hadoop.")
                                || name.startsWith("io.delta.")
                                || name.startsWith("java.sql.")
                                || name.startsWith("scala.")));
  }

  @Test
  void splicesKnowNoEngine() throws IOException {
    assertThat(sources(MAIN))
        .filteredOn(source -> source.ourPackage(MAIN).equals("splice"))
        .isNotEmpty()
        .allSatisfy(
            source ->
                assertThat(source.imports())
                    .noneMatch(
                        name ->
                            name.startsWith("org.apache.spark.")
                                || name.startsWith("org.apache.hadoop.fs.s3a.")
                                || name.startsWith("io.delta.")
                                || name.startsWith("com.amazonaws.")
                                || name.startsWith("scala.")));
  }

  /** Their jar is there for those who want it; without it none of these may be loaded. */
  @Test
  void onlyTheEventsThemselvesKnowOpenLineage() throws IOException {
    assertThat(sources(MAIN))
        .filteredOn(source -> source.code().contains("io.openlineage.client."))
        .extracting(Source::name)
        .containsExactlyInAnyOrder(
            "ColumnOrigins.java", "DatasetName.java", "RunDatasets.java", "RunEvents.java");
  }

  @Test
  void onlyMainEndsTheProcess() throws IOException {
    assertThat(sources(MAIN))
        .filteredOn(source -> source.code().contains("System.exit"))
        .extracting(Source::name)
        .containsExactly("Main.java");
  }

  @Test
  void onlyTheCommandLinePrints() throws IOException {
    Pattern printing = Pattern.compile("System\\.(out|err)\\b|printStackTrace\\(\\)");

    assertThat(sources(MAIN))
        .filteredOn(source -> printing.matcher(source.code()).find())
        .extracting(source -> source.ourPackage(MAIN))
        .containsOnly("cli");
  }

  @Test
  void namesSayWhatAClassIs() throws IOException {
    assertThat(sources(MAIN))
        .extracting(Source::name)
        .noneMatch(name -> VAGUE_NAME.matcher(name).matches());
  }

  @Test
  void importsNameEveryClass() throws IOException {
    assertThat(sources(MAIN, TESTS))
        .allSatisfy(
            source -> assertThat(source.text()).doesNotContainPattern("(?m)^import .*\\*;"));
  }

  @Test
  void everyPublicTypeIsDescribed() throws IOException {
    for (Source source : sources(MAIN)) {
      Matcher type = PUBLIC_TYPE.matcher(source.text());
      while (type.find()) {
        String above = source.text().substring(0, type.start());
        assertThat(ANNOTATIONS_AT_END.matcher(above).replaceFirst(""))
            .as("what stands above %s in %s", type.group(1), source.path())
            .endsWith("*/");
      }
    }
  }

  @Test
  void everyPackageIsDescribed() throws IOException {
    for (Source source : sources(MAIN)) {
      Path description = source.path().resolveSibling("package-info.java");
      if (!source.ourPackage(MAIN).isEmpty()) {
        assertThat(description).content().startsWith("/**");
      }
    }
  }

  @Test
  void filesStaySmall() throws IOException {
    assertThat(sources(MAIN, TESTS))
        .allSatisfy(
            source ->
                assertThat(source.text().lines().count())
                    .as("lines of %s", source.path())
                    .isLessThanOrEqualTo(MOST_LINES));
  }

  /** Jackson would fail on them, and only after the work is done. */
  @Test
  void resultsHoldNothingThatJsonLacks() throws IOException {
    assertThat(sources(MAIN))
        .filteredOn(source -> source.code().contains("implements Result {"))
        .allSatisfy(
            source ->
                assertThat(recordHeaders(source.code()))
                    .noneMatch(
                        header -> header.matches("(?s).*\\b(Optional\\w*|Duration|Instant)\\b.*")));
  }

  private static List<String> recordHeaders(String code) {
    return Pattern.compile("(?s)\\brecord \\w+\\((.*?)\\)\\s*(implements[^{]*)?\\{")
        .matcher(code)
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  private static List<Source> sources(Path... roots) throws IOException {
    List<Source> sources = new ArrayList<>();
    for (Path root : roots) {
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file :
            files.filter(path -> path.toString().endsWith(".java")).sorted().toList()) {
          sources.add(new Source(file, Files.readString(file)));
        }
      }
    }
    return sources;
  }
}
