package dev.deltaenrich.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.services.ManyProcesses;
import dev.deltaenrich.services.Ports;
import dev.deltaenrich.services.ProcessResult;
import dev.deltaenrich.services.RequiresS3;
import dev.deltaenrich.services.RequiresSpark;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A service that is down, or that takes connections and never answers, is named within a minute.
 */
@RequiresS3
@RequiresSpark
@ManyProcesses
class OutagesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void aStoreThatIsDownIsNamed() {
    assertFails("STORE_UNREACHABLE", store(Ports.free()));
  }

  @Test
  void aStoreThatNeverAnswersIsNamed() throws Exception {
    try (ServerSocket silent = silentServer()) {
      assertFails("STORE_UNREACHABLE", store(silent.getLocalPort()));
    }
  }

  @Test
  void aDatabaseThatIsDownIsNamed() {
    assertFails("DATABASE_UNREACHABLE", database(Ports.free()));
  }

  @Test
  void aDatabaseThatNeverAnswersIsNamed() throws Exception {
    try (ServerSocket silent = silentServer()) {
      assertFails("DATABASE_UNREACHABLE", database(silent.getLocalPort()));
    }
  }

  private static void assertFails(String code, Map<String, String> environment) {
    Landscape landscape = Landscape.shared();
    ProcessResult result =
        landscape
            .submit("enrich", landscape.raw(), landscape.newTarget())
            .environment(environment)
            .start()
            .await(Landscape.RUN_LIMIT);

    assertThat(result.exit()).as(result.output()).isEqualTo(1);
    assertThat(result.stderr()).contains(code);
    assertThat(result.took()).as(result.output()).isLessThan(PATIENCE);
  }

  private static Map<String, String> store(int port) {
    return Map.of("AWS_ENDPOINT_URL", "http://127.0.0.1:" + port);
  }

  private static Map<String, String> database(int port) {
    return Map.of(
        "ENRICH_LOOKUP_JDBC_URL", "jdbc:postgresql://127.0.0.1:%d/main_db".formatted(port));
  }

  /** The kernel takes the connections; nobody reads them. */
  private static ServerSocket silentServer() throws Exception {
    return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }
}
