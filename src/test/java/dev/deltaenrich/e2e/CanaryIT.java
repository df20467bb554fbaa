package dev.deltaenrich.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.services.ExternalProcess;
import dev.deltaenrich.services.ManyProcesses;
import dev.deltaenrich.services.Minio;
import dev.deltaenrich.services.Postgres;
import dev.deltaenrich.services.ProcessResult;
import dev.deltaenrich.services.RequiresS3;
import dev.deltaenrich.services.RequiresSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets that are marker strings must turn up nowhere, however a run ends. */
@RequiresS3
@RequiresSpark
@ManyProcesses
class CanaryIT {
  private static final String WRONG_PASSWORD = "canary-wrong-postgres-password";
  private static final String WRONG_SECRET = "canary-wrong-s3-secret-key";

  @TempDir private Path eventLogs;

  @Test
  void aGoodRunShowsNoSecret() throws Exception {
    ProcessResult result = runAndSearch(Map.of(), Postgres.PASSWORD, Minio.shared().secretKey());

    assertThat(result.exit()).as(result.output()).isZero();
  }

  @Test
  void aWrongPasswordIsRefusedAndNotShown() throws Exception {
    ProcessResult result =
        runAndSearch(
            Map.of("ENRICH_LOOKUP_JDBC_PASSWORD", WRONG_PASSWORD),
            WRONG_PASSWORD,
            Minio.shared().secretKey());

    assertThat(result.exit()).as(result.output()).isEqualTo(2);
    assertThat(result.stderr()).contains("DATABASE_DENIED");
  }

  @Test
  void aWrongStoreSecretIsRefusedAndNotShown() throws Exception {
    ProcessResult result =
        runAndSearch(
            Map.of("AWS_SECRET_ACCESS_KEY", WRONG_SECRET), Postgres.PASSWORD, WRONG_SECRET);

    assertThat(result.exit()).as(result.output()).isEqualTo(2);
    assertThat(result.stderr()).contains("STORE_DENIED");
  }

  /** Enriches with all logging on, and fails where a secret is in anything others can read. */
  private ProcessResult runAndSearch(Map<String, String> environment, String... secrets)
      throws Exception {
    Landscape landscape = Landscape.shared();
    ExternalProcess process =
        landscape
            .submit(
                Map.of(
                    "spark.eventLog.enabled", "true", "spark.eventLog.dir", eventLogs.toUri() + ""),
                "enrich",
                landscape.raw(),
                landscape.newTarget())
            .environment(Map.of("DELTA_ENRICH_LOG_LEVEL", "DEBUG"))
            .environment(environment)
            .start();
    Set<String> arguments = ArgumentWatch.until(process);
    ProcessResult result = process.await(Landscape.RUN_LIMIT);

    assertThat(arguments).anyMatch(line -> line.contains("dev.deltaenrich.Main"));
    assertThat(String.join("\n", arguments)).doesNotContain(secrets);
    assertThat(result.stdout()).doesNotContain(secrets);
    assertThat(result.stderr()).doesNotContain(secrets);
    for (Path file : eventLogFiles()) {
      assertThat(Files.readString(file)).as(file.toString()).doesNotContain(secrets);
    }
    return result;
  }

  private List<Path> eventLogFiles() throws Exception {
    try (var files = Files.walk(eventLogs)) {
      List<Path> found = files.filter(Files::isRegularFile).toList();
      assertThat(found).as("event logs").isNotEmpty();
      return found;
    }
  }
}
