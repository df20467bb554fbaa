package dev.deltaenrich.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.services.ExternalProcess;
import dev.deltaenrich.services.ProcessResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code jobs/submit.sh} makes of its words: a stand-in for spark-submit prints its own. */
class SubmitScriptTest {
  private static final Path PROJECT = Path.of("").toAbsolutePath();

  @TempDir private Path folder;
  private Path sparkHome;
  private Path jar;

  @BeforeEach
  void makeStandIns() throws IOException {
    sparkHome = Files.createDirectories(folder.resolve("spark of mine"));
    Files.createDirectories(sparkHome.resolve("bin"));
    Files.createDirectories(sparkHome.resolve("jars"));
    Files.createFile(sparkHome.resolve("jars/hadoop-client-api-3.3.4.jar"));
    writeSparkSubmit("printf '%s\\n' \"$@\"; printf 'OPTS %s\\n' \"$SPARK_SUBMIT_OPTS\"; exit 3");
    jar = Files.createFile(folder.resolve("program.jar"));
  }

  @Test
  void passesWordsAndSettingsOnAndTheExitCodeBack() {
    ProcessResult result = submit(Map.of(), "enrich", "s3a://raw/a b", "s3a://target/$c");

    assertThat(result.exit()).isEqualTo(3);
    assertThat(words(result))
        .containsSequence(
            "--properties-file", PROJECT.resolve("conf/spark-defaults.conf").toString())
        .containsSequence("--class", "dev.deltaenrich.Main")
        .containsSequence(jar.toString(), "enrich", "s3a://raw/a b", "s3a://target/$c")
        .contains("--packages", "org.apache.hadoop:hadoop-aws:3.3.4")
        .doesNotContain("--master");
    assertThat(result.stdout()).contains("-Dlog4j2.configurationFile=" + PROJECT.resolve("conf"));
  }

  @Test
  void needsNoNetworkWhereSparkHasTheStoresJars() throws IOException {
    Files.createFile(sparkHome.resolve("jars/hadoop-aws-3.3.4.jar"));

    assertThat(words(submit(Map.of(), "enrich"))).doesNotContain("--packages");
  }

  @Test
  void takesMasterAndStoreFromTheEnvironment() {
    Map<String, String> environment =
        Map.of("SPARK_MASTER", "spark://host:7077", "AWS_ENDPOINT_URL", "http://store:9000");

    assertThat(words(submit(environment, "enrich")))
        .containsSequence("--master", "spark://host:7077")
        .containsSequence("--conf", "spark.hadoop.fs.s3a.endpoint=http://store:9000");
  }

  @Test
  void usesAnArchiveOfClassesThatIsThere() throws IOException {
    Map<String, String> environment =
        Map.of("DELTA_ENRICH_CLASS_ARCHIVE", folder.resolve("my classes.jsa").toString());
    assertThat(submit(environment, "enrich").stdout()).doesNotContain("-XX:SharedArchiveFile");

    Files.createFile(folder.resolve("my classes.jsa"));

    assertThat(submit(environment, "enrich").stdout())
        .contains("\"-XX:SharedArchiveFile=" + folder.resolve("my classes.jsa") + "\"");
  }

  @Test
  void keepsTheArchiveOfARunOnceItIsWhole() throws IOException {
    writeSparkSubmit(
        """
        file=${SPARK_SUBMIT_OPTS#*ArchiveClassesAtExit=}
        echo whole > "${file%%\\"*}"
        printf '%s\\n' "$@"
        for word; do [ "$word" != fail ] || exit 3; done
        """);
    Path archive = folder.resolve("new/classes.jsa");

    Map<String, String> environment = Map.of("DELTA_ENRICH_CLASS_ARCHIVE", archive.toString());

    assertThat(submit(environment, "--archive-classes", "fail").exit()).isEqualTo(3);
    assertThat(archive.getParent()).isEmptyDirectory();
    ProcessResult result = submit(environment, "--archive-classes", "enrich");

    assertThat(result.exit()).isZero();
    assertThat(words(result)).contains("enrich").doesNotContain("--archive-classes");
    assertThat(archive).hasContent("whole");
    assertThat(archive.getParent()).isDirectoryNotContaining(file -> !file.equals(archive));
  }

  @Test
  void leavesTheUsersOwnConfigFileAlone() {
    assertThat(words(submit(Map.of(), "enrich", "--config", "mine.properties")))
        .filteredOn("--config"::equals)
        .hasSize(1);
  }

  @Test
  void refusesASecretWithoutRepeatingIt() {
    for (String key : List.of("fs.s3a.secret.key", "lookup.jdbc.PASSWORD", "fs.s3a.access.key")) {
      ProcessResult result = submit(Map.of(), "enrich", "--set", key + "=hush-hush");

      assertThat(result.exit()).isEqualTo(2);
      assertThat(result.stderr().lines()).hasSize(1);
      assertThat(result.stderr())
          .contains("Cannot take a secret from the command line")
          .contains("AWS_SECRET_ACCESS_KEY")
          .doesNotContain("hush-hush");
    }
  }

  @Test
  void aPasswordFileIsNoSecret() {
    ProcessResult result =
        submit(Map.of(), "enrich", "--set", "lookup.jdbc.password-file=/run/secrets/postgres");

    assertThat(words(result)).contains("lookup.jdbc.password-file=/run/secrets/postgres");
  }

  @Test
  void saysWhatIsMissingInOneLine() {
    assertFails(Map.of("SPARK_HOME", "/nowhere"), "SPARK_HOME is /nowhere");
    assertFails(Map.of("DELTA_ENRICH_JAR", "/no.jar"), "there is no /no.jar; run 'mvn -B package'");
    assertFails(Map.of("DELTA_ENRICH_SPARK_CONF", "/no.conf"), "there is no /no.conf");
    assertFails(Map.of("SPARK_HOME", "", "PATH", "/usr/bin:/bin"), "SPARK_HOME is not set");
    assertFails(Map.of("AWS_ENDPOINT_URL", "http://me:hush@store"), "carries a user and password");
  }

  @ParameterizedTest
  @CsvSource({"25.0.1, 25", "25-ea, 25", "21.0.2, 21", "11.0.28, 11", "1.8.0_402, 8"})
  void aJavaThatDoesNotFitIsNotStarted(String version, String name) throws IOException {
    String java = javaHome("echo 'openjdk version \"%s\" 2026-01-20' >&2".formatted(version));

    assertFails(
        Map.of("JAVA_HOME", java),
        "Cannot run on Java %s (%s/bin/java): Spark 3.4 and this program need Java 17; set"
            .formatted(name, java));
  }

  @Test
  void aJava17IsFoundBehindWhatItPicksUp() throws IOException {
    String java =
        javaHome("echo 'Picked up JAVA_TOOL_OPTIONS: -Da=1'; echo 'openjdk version \"17\" 2021'");

    assertThat(submit(Map.of("JAVA_HOME", java), "enrich").exit()).isEqualTo(3);
  }

  @Test
  void theJavaOfSparksOwnSettingsCounts() throws IOException {
    Path settings = Files.createDirectories(sparkHome.resolve("conf")).resolve("spark-env.sh");
    Files.writeString(settings, "echo hello; JAVA_HOME=" + System.getProperty("java.home"));
    String java = javaHome("echo 'openjdk version \"25\" 2025-09-16'");

    assertThat(submit(Map.of("JAVA_HOME", java), "enrich").exit()).isEqualTo(3);
  }

  @Test
  void aJavaThatIsNotThereOrBrokenIsNamed() throws IOException {
    assertFails(
        Map.of("JAVA_HOME", "/nowhere"),
        "Cannot find Java: JAVA_HOME is '/nowhere', and there is no /nowhere/bin/java; set");
    String broken = javaHome("echo 'exec format error'; exit 126");
    assertFails(
        Map.of("JAVA_HOME", broken),
        "Cannot run %s/bin/java: it does not tell its version (exec format error)"
            .formatted(broken));
  }

  @ParameterizedTest
  @ValueSource(strings = {"C", "POSIX", "xx_XX.UTF-8"})
  void aLocaleOfAsciiGivesWayToOneForAllNames(String locale) throws IOException {
    writeSparkSubmit("echo LC_ALL=$LC_ALL");

    assertThat(words(submit(Map.of("LC_ALL", locale), "enrich"))).containsExactly("LC_ALL=C.UTF-8");
  }

  @Test
  void aLocaleOfUtf8StaysAsItIs() throws IOException {
    writeSparkSubmit("echo LC_ALL=$LC_ALL LANG=$LANG");

    assertThat(words(submit(Map.of("LC_ALL", "", "LANG", "C.UTF-8"), "enrich")))
        .containsExactly("LC_ALL= LANG=C.UTF-8");
  }

  /** As OpenShift runs containers; only root can become such a user. */
  @Test
  void aUserWithoutANameIsToldSo() throws IOException {
    writeProgram(
        folder.resolve("path/id"),
        "[ \"$1\" != -un ] || { echo 'cannot find name for user ID' >&2; exit 1; }; echo 12345");

    assertFails(
        Map.of("PATH", folder.resolve("path") + ":" + System.getenv("PATH")),
        "Cannot run as user id 12345: it has no entry in /etc/passwd, and Hadoop needs a user's"
            + " name; add one to /etc/passwd");
  }

  @Test
  void anArchiveNeedsAPlace() {
    ProcessResult result = submit(Map.of(), "--archive-classes", "enrich");

    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.stderr()).contains("DELTA_ENRICH_CLASS_ARCHIVE is 'none'");
  }

  private void assertFails(Map<String, String> environment, String cause) {
    ProcessResult result = submit(environment, "enrich");
    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.stderr().lines()).singleElement().asString().contains(cause);
  }

  /** From a folder that is not the project's. */
  private ProcessResult submit(Map<String, String> environment, String... words) {
    List<String> command = new ArrayList<>(List.of(PROJECT.resolve("jobs/submit.sh").toString()));
    command.addAll(List.of(words));
    return ExternalProcess.command(command)
        .environment(
            Map.of(
                "SPARK_HOME", sparkHome.toString(),
                "DELTA_ENRICH_JAR", jar.toString(),
                "JAVA_HOME", System.getProperty("java.home"),
                "AWS_ENDPOINT_URL", "",
                "SPARK_MASTER", "",
                "DELTA_ENRICH_CLASS_ARCHIVE", "none",
                "SPARK_SUBMIT_OPTS", ""))
        .environment(environment)
        .folder(folder)
        .start()
        .await(Duration.ofSeconds(20));
  }

  private static List<String> words(ProcessResult result) {
    return result.stdout().lines().toList();
  }

  private void writeSparkSubmit(String script) throws IOException {
    writeProgram(sparkHome.resolve("bin/spark-submit"), script);
  }

  /** A folder with a program that says what a Java of another version says. */
  private String javaHome(String script) throws IOException {
    Path home = folder.resolve("java of mine");
    writeProgram(home.resolve("bin/java"), script);
    return home.toString();
  }

  private static void writeProgram(Path file, String script) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
