package dev.deltaenrich.verify.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a list of checks looks like, to people and to programs. */
class CheckResultTest {
  private static CheckResult result() {
    Checklist checks = new Checklist(Duration.ofSeconds(5), Duration.ofSeconds(5));
    checks.add("store", () -> "there");
    checks.add(
        "database",
        () -> {
          throw new EnrichException(
              ErrorCode.DATABASE_DENIED, "Cannot connect: wrong password; set it; or a file");
        },
        "store");
    checks.add("table", () -> "there", "database");
    checks.add("rows", () -> "there", "table");
    return CheckResult.of(checks.lines());
  }

  @Test
  void eachCheckIsALine() {
    assertThat(result().report().heading()).isEqualTo("1 of 4 checks FAILED, 2 skipped");
    assertThat(result().report().notes())
        .containsExactly(
            "ok       store: there",
            "FAILED:  database: Cannot connect: wrong password; fix: set it; or a file",
            "skipped: table: needs database",
            "skipped: rows: needs table");
  }

  @Test
  void jsonHasTheSame() throws JsonProcessingException {
    assertThat(new ObjectMapper().writeValueAsString(result()))
        .isEqualTo(
            "{\"passed\":false,\"failed\":1,\"skipped\":2,\"checks\":["
                + "{\"name\":\"store\",\"status\":\"ok\",\"detail\":\"there\",\"fix\":null},"
                + "{\"name\":\"database\",\"status\":\"failed\","
                + "\"detail\":\"Cannot connect: wrong password\",\"fix\":\"set it; or a file\"},"
                + "{\"name\":\"table\",\"status\":\"skipped\",\"detail\":\"needs database\",\"fix\":null},"
                + "{\"name\":\"rows\",\"status\":\"skipped\",\"detail\":\"needs table\",\"fix\":null}]}");
  }

  @Test
  void theTimeForAllIsNeverExceeded() {
    Checklist checks = new Checklist(Duration.ofSeconds(30), Duration.ofMillis(200));
    long start = System.nanoTime();
    for (String name : new String[] {"first", "second"}) {
      checks.addSlow(
          name,
          () -> {
            synchronized (this) {
              wait();
            }
            return "never";
          });
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    assertThat(checks.lines()).allSatisfy(line -> assertThat(line.isFailed()).isTrue());
  }
}
