package dev.deltaenrich.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExternalProcessTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @Test
  void keepsBothStreamsAndTheExitCode() {
    ProcessResult result =
        ExternalProcess.command(List.of("sh", "-c", "echo $GREETING; echo oops >&2; exit 7"))
            .environment(Map.of("GREETING", "hello"))
            .start()
            .await(LIMIT);

    assertThat(result.exit()).isEqualTo(7);
    assertThat(result.stdout()).isEqualTo("hello\n");
    assertThat(result.stderr()).isEqualTo("oops\n");
    assertThatThrownBy(result::succeeded)
        .hasMessageContaining("exit code 7")
        .hasMessageContaining("oops");
  }

  @Test
  void killsWhatTakesTooLongTogetherWithItsChildren() {
    ExternalProcess process =
        ExternalProcess.command(List.of("sh", "-c", "sleep 600 & echo started; wait")).start();
    process.await("the script", LIMIT, () -> process.stdout().contains("started"));
    List<ProcessHandle> tree = process.tree();

    assertThatThrownBy(() -> process.await(Duration.ofMillis(10)))
        .hasMessageContaining("not over within PT0.01S");

    assertThat(tree).hasSize(2).noneMatch(ProcessHandle::isAlive);
  }

  @Test
  void saysWhatAProcessWroteThatEndedBeforeItCouldBeUsed() {
    ExternalProcess process =
        ExternalProcess.command(List.of("sh", "-c", "echo no disk >&2; exit 1")).start();

    assertThatThrownBy(() -> process.await("the server", LIMIT, () -> false))
        .hasMessageContaining("Cannot start the server: it ended")
        .hasMessageContaining("no disk");
  }
}
