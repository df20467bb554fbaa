package dev.deltaenrich.verify.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.engine.SparkLine;
import dev.deltaenrich.failure.ExitCode;
import dev.deltaenrich.services.Postgres;
import java.io.File;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All checks together: when nothing is wrong, when much is, and when nothing answers. */
class PreflightTest {
  @TempDir Path folder;

  @Test
  void everyCheckPasses() {
    PreflightFixture fixture =
        new PreflightFixture(folder).raw("SELECT 'MER-ABC' merchant_id, 1 n");
    CheckResult result = fixture.run();
    assertThat(result.report().notes()).allSatisfy(line -> assertThat(line).startsWith("ok "));
    assertThat(result.passed()).isTrue();
    assertThat(result.exitCode().value()).isZero();
    assertThat(result.report().heading()).isEqualTo("all 21 checks passed");
    assertThat(result.checks())
        .extracting(CheckLine::name)
        .containsExactly(
            "Java",
            "Scala",
            "Spark",
            "Delta",
            "Hadoop",
            "hadoop-aws",
            "JDBC driver",
            "PostgreSQL",
            "TLS",
            "controls",
            "lookup table",
            "lookup columns",
            "lookup rights",
            "lookup keys",
            "raw store",
            "target store",
            "target write",
            "raw table",
            "raw key",
            "new columns",
            "target table");
    PreflightFixture.assertOk(result, "Spark", "3.4.4");
    PreflightFixture.assertOk(result, "Delta", "2.4.0");
    PreflightFixture.assertOk(result, "hadoop-aws", "3.3.4");
    PreflightFixture.assertOk(result, "JDBC driver", "PostgreSQL JDBC Driver 42.");
    PreflightFixture.assertOk(
        result, "PostgreSQL", "database " + fixture.database() + ", user user");
    PreflightFixture.assertOk(result, "TLS", "off; sslmode=verify-full");
    PreflightFixture.assertOk(
        result, "controls", "data_ingestion_enabled=true, max_batch_size=1000");
    PreflightFixture.assertOk(result, "lookup table", "table public.merchant_lookup");
    PreflightFixture.assertOk(result, "lookup columns", "merchant_id varchar, category varchar");
    PreflightFixture.assertOk(result, "lookup rights", "SELECT on merchant_id, category");
    PreflightFixture.assertOk(result, "lookup keys", "2 rows, each key once");
    PreflightFixture.assertOk(result, "raw table", "1 files, ");
    PreflightFixture.assertOk(result, "raw key", "merchant_id string");
    PreflightFixture.assertOk(result, "new columns", "enriched_category");
    PreflightFixture.assertOk(result, "target table", "nothing there yet");
    assertThat(folder.toFile().list()).containsExactly("raw");
  }

  @Test
  void keysOfTypesWithoutEqualValuesAreToldBeforeARun() {
    PreflightFixture fixture = new PreflightFixture(folder).raw("SELECT 1 merchant_id");

    PreflightFixture.assertFailed(
        fixture.run(),
        "raw key",
        "its key column 'merchant_id' is int, while the key 'merchant_id' of lookup merchant_lookup is text",
        "set raw.key or lookup.key");
    fixture.sql(
        "CREATE VIEW numbered AS SELECT 1 AS merchant_id, category FROM merchant_lookup LIMIT 1");
    PreflightFixture.assertOk(
        fixture.set("lookup.table", "numbered").run(), "raw key", "merchant_id int");
  }

  @Test
  void allChecksAreMadeThoughSomeFail() {
    CheckResult result =
        new PreflightFixture(folder).password("wrong").set("raw.path", "/no/such/table").run();
    assertThat(result.failed()).isEqualTo(2);
    PreflightFixture.assertFailed(
        result, "PostgreSQL", "password authentication failed", "ENRICH_LOOKUP_JDBC_PASSWORD");
    PreflightFixture.assertSkipped(result, "TLS", "PostgreSQL");
    PreflightFixture.assertSkipped(result, "lookup columns", "lookup table");
    PreflightFixture.assertFailed(
        result, "raw table", "/no/such/table: there is nothing at this path", "check raw.path");
    PreflightFixture.assertSkipped(result, "raw key", "raw table");
    PreflightFixture.assertOk(result, "target write", "wrote and deleted");
    assertThat(result.report().heading()).isEqualTo("2 of 21 checks FAILED, 8 skipped");
    assertThat(result.toString()).doesNotContain("wrong").doesNotContain(Postgres.PASSWORD);
  }

  @Test
  void servicesThatNeverAnswerDoNotHangIt() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + silent.getLocalPort();
      PreflightFixture fixture =
          new PreflightFixture(folder)
              .set("lookup.jdbc.url", "jdbc:postgresql://" + address + "/main_db")
              .set("raw.path", "s3a://silent-raw/table")
              .set("target.path", "s3a://silent-curated/table");
      long start = System.nanoTime();
      CheckResult result = StoreSettings.with(address, () -> fixture.run(Duration.ofSeconds(2)));
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
      // The driver has as long as the check has, and may say so first.
      PreflightFixture.assertFailed(result, "PostgreSQL", "", "");
      assertThat(PreflightFixture.line(result, "PostgreSQL").detail())
          .containsAnyOf("no answer within 2 s", "Connection attempt timed out");
      PreflightFixture.assertFailed(result, "raw store", "no answer within 2 s", "check that");
      PreflightFixture.assertFailed(result, "target store", "no answer within 2 s", "check that");
      PreflightFixture.assertSkipped(result, "target write", "target store");
      PreflightFixture.assertSkipped(result, "raw table", "raw store");
      assertThat(result.exitCode()).isEqualTo(ExitCode.RETRY);
    }
  }

  @Test
  void aStoreThatIsDownIsNamed() throws Exception {
    int port;
    try (ServerSocket closed = new ServerSocket(0)) {
      port = closed.getLocalPort();
    }
    PreflightFixture fixture =
        new PreflightFixture(folder)
            .set("raw.path", "s3a://down-raw/table")
            .set("target.path", "s3a://down-curated/table");
    CheckResult result =
        StoreSettings.with("127.0.0.1:" + port, () -> fixture.run(Duration.ofSeconds(20)));
    for (String store : List.of("raw store", "target store")) {
      PreflightFixture.assertFailed(result, store, "Connection refused", "fs.s3a.endpoint");
    }
    assertThat(result.exitCode()).isEqualTo(ExitCode.RETRY);
  }

  @Test
  void versionsThatDoNotFitAreNamed() {
    Checklist checks = new Checklist(Duration.ofSeconds(5), Duration.ofSeconds(5));
    checks.add("Java", () -> SoftwareChecks.java(Runtime.Version.parse("25.0.1")));
    checks.add("Spark", () -> SoftwareChecks.version("Spark", "3.40.1", "3.4"));
    checks.add("hadoop-aws", () -> SoftwareChecks.sameVersion("3.3.4", "3.3.6"));
    checks.add(
        "class",
        () -> {
          throw new NoClassDefFoundError("io/delta/X");
        });
    CheckResult result = CheckResult.of(checks.lines());
    PreflightFixture.assertFailed(result, "Java", "this is Java 25.0.1", "a JDK 17");
    PreflightFixture.assertFailed(result, "Spark", "this is Spark 3.40.1, not 3.4", "use Spark");
    PreflightFixture.assertFailed(
        result, "hadoop-aws", "hadoop-aws is 3.3.6, but Hadoop is 3.3.4", "hadoop-aws:3.3.4");
    PreflightFixture.assertFailed(result, "class", "a class is missing", "packages");
    assertThat(result.exitCode()).isEqualTo(ExitCode.CHANGE_NEEDED);
  }

  @Test
  void oneFailureThatStaysIsEnoughNotToTryAgain() {
    Checklist checks = new Checklist(Duration.ofMillis(200), Duration.ofSeconds(5));
    checks.add(
        "slow",
        () -> {
          Thread.sleep(60_000);
          return "";
        });
    assertThat(CheckResult.of(checks.lines()).exitCode()).isEqualTo(ExitCode.RETRY);
    checks.add("Java", () -> SoftwareChecks.java(Runtime.Version.parse("25.0.1")));
    assertThat(CheckResult.of(checks.lines()).exitCode()).isEqualTo(ExitCode.CHANGE_NEEDED);
  }

  @Test
  void theVersionOfHadoopAwsIsReadFromItsJar() throws Exception {
    File jar =
        new File(
            Class.forName("org.apache.hadoop.fs.s3a.S3AFileSystem")
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
    assertThat(SoftwareChecks.awsVersion(jar)).isEqualTo(SparkLine.ofProgram().hadoop());
  }
}
