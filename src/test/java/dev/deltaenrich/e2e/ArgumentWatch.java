package dev.deltaenrich.e2e;

import dev.deltaenrich.services.ExternalProcess;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Collects what {@code ps} shows of a process and its children while it runs. */
final class ArgumentWatch {
  private static final Duration PAUSE = Duration.ofMillis(200);

  private ArgumentWatch() {}

  /** Every command line seen until the process is over. */
  static Set<String> until(ExternalProcess process) throws Exception {
    Set<String> seen = new TreeSet<>();
    while (process.running()) {
      seen.addAll(commandLines(process));
      Thread.sleep(PAUSE.toMillis());
    }
    return seen;
  }

  private static List<String> commandLines(ExternalProcess process) throws Exception {
    String ids =
        process.tree().stream()
            .map(handle -> String.valueOf(handle.pid()))
            .collect(Collectors.joining(","));
    Process ps = new ProcessBuilder("ps", "-ww", "-o", "args=", "-p", ids).start();
    try (var output = ps.getInputStream()) {
      return new String(output.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
