package dev.deltaenrich;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.services.BuiltJars;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The bundle holds what it should and nothing else, and the licences and notices of all of it. */
class BundleIT {
  private static final Path BUNDLE = BuiltJars.bundle();
  private static final Path THIN = BuiltJars.thin();

  private static final String APACHE = "META-INF/LICENSE";
  private static final String NOTICE = "META-INF/NOTICE";

  /** What is shaded, by the beginning of its jar's name, and where the bundle has its licence. */
  private static final Map<String, String> SHADED =
      Map.of(
          "delta-core_2.12",
          APACHE,
          "delta-storage",
          APACHE,
          "commons-cli",
          APACHE,
          "flyway-core",
          APACHE,
          "flyway-database-postgresql",
          APACHE,
          "postgresql",
          "META-INF/licenses/org.postgresql.postgresql/LICENSE");

  private static final Pattern VERSION_AT_END = Pattern.compile("-\\d[\\w.]*\\.jar$");
  private static final Pattern LEGAL =
      Pattern.compile("(?i)(?:.*/)?(?:licen[cs]e|notice|copying)(?:\\.\\w+)?");

  private JarFile bundle;

  @BeforeEach
  void open() throws IOException {
    bundle = new JarFile(BUNDLE.toFile());
  }

  @AfterEach
  void close() throws IOException {
    bundle.close();
  }

  @Test
  void everyClassIsOfTheProgramOrOfWhatIsShaded() {
    Set<String> origins = new TreeSet<>();
    for (String name : names()) {
      if (name.endsWith(".class")) {
        String origin = name.startsWith("dev/deltaenrich/") ? "" : artifactOf(name);
        assertThat(origin)
            .as(name)
            .satisfiesAnyOf(o -> assertThat(o).isEmpty(), o -> assertThat(SHADED).containsKey(o));
        origins.add(origin);
      }
    }

    origins.remove("");
    assertThat(origins).isEqualTo(SHADED.keySet());
  }

  /** Spark's own classes, another JSON library or a test among them would meet the cluster's. */
  @Test
  void ofTheProgramItHoldsWhatWasCompiled() throws IOException {
    Path classes = BuiltJars.folder().resolve("classes");
    List<String> compiled;
    try (Stream<Path> files = Files.walk(classes.resolve("dev"))) {
      compiled =
          files
              .filter(Files::isRegularFile)
              .map(file -> classes.relativize(file).toString().replace('\\', '/'))
              .toList();
    }

    assertThat(names().stream().filter(name -> name.startsWith("dev/") && !name.endsWith("/")))
        .containsExactlyInAnyOrderElementsOf(compiled);
    assertThat(names())
        .doesNotHaveDuplicates()
        .noneMatch(name -> name.endsWith("module-info.class"));
  }

  @Test
  void everyShadedWorkHasItsLicence() throws IOException {
    assertThat(text(APACHE)).isEqualTo(Files.readString(Path.of("LICENSE")));
    assertThat(SHADED.values()).allSatisfy(licence -> assertThat(names()).contains(licence));
    assertThat(text(SHADED.get("postgresql")))
        .isEqualTo(textOf("org/postgresql/Driver.class", "META-INF/LICENSE"));
    // The driver's jar names in its licence what it holds itself.
    assertThat(text(SHADED.get("postgresql")).lines().filter(line -> line.startsWith("* com.")))
        .hasSize(4)
        .allSatisfy(
            line ->
                assertThat(names())
                    .contains(
                        line.replaceFirst(
                            "\\* ([\\w.]+):([\\w-]+):([\\w.]+)",
                            "META-INF/licenses/$1/$2-$3/META-INF/LICENSE")));
  }

  @Test
  void everyShadedWorkHasItsNotice() throws IOException {
    String notice = text(NOTICE);

    assertThat(notice).isEqualTo(Files.readString(Path.of("NOTICE")));
    assertThat(words(notice))
        .contains(words(textOf("io/delta/tables/DeltaTable.class", "NOTICE.txt")))
        .contains(words(textOf("org/apache/commons/cli/Options.class", "META-INF/NOTICE.txt")))
        .contains(words(textOf("org/flywaydb/core/Flyway.class", "META-INF/LICENSE.txt")));
    for (String shaded : SHADED.keySet()) {
      assertThat(notice).contains(":" + shaded.replace("_2.12", ""));
    }
  }

  @Test
  void thereIsOneLicenceAndOneNotice() {
    assertThat(names().stream().filter(name -> LEGAL.matcher(name).matches()))
        .filteredOn(name -> !name.startsWith("META-INF/licenses/"))
        .containsExactlyInAnyOrder(APACHE, NOTICE);
  }

  @Test
  void theThinJarHasThemToo() throws IOException {
    try (JarFile thin = new JarFile(THIN.toFile())) {
      assertThat(thin.stream().map(JarEntry::getName)).contains(APACHE, NOTICE);
    }
  }

  private List<String> names() {
    return bundle.stream().map(JarEntry::getName).toList();
  }

  private String text(String name) throws IOException {
    try (InputStream in = bundle.getInputStream(bundle.getJarEntry(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Of the jar that a class is from. */
  private static String textOf(String className, String name) throws IOException {
    try (JarFile jar = new JarFile(jarOf(className).toFile());
        InputStream in = jar.getInputStream(jar.getJarEntry(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String artifactOf(String className) {
    String jar = jarOf(className).getFileName().toString();
    return VERSION_AT_END.matcher(jar).replaceFirst("");
  }

  private static Path jarOf(String className) {
    URL url = BundleIT.class.getClassLoader().getResource(className);
    assertThat(url).as("where %s is from", className).isNotNull();
    try {
      JarURLConnection connection = (JarURLConnection) url.openConnection();
      return Path.of(connection.getJarFileURL().toURI());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static String words(String text) {
    return String.join(" ", text.strip().split("\\s+", -1));
  }
}
