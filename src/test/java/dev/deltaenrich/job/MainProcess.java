package dev.deltaenrich.job;

import dev.deltaenrich.services.ExternalProcess;
import dev.deltaenrich.services.ProcessResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The program as a Java of its own, for what Java settles when it starts. */
final class MainProcess {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private MainProcess() {}

  /** Runs a command to its end. */
  static ProcessResult run(
      List<String> javaOptions, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    try (InputStream options = MainProcess.class.getResourceAsStream("/java17.options")) {
      String text = new String(options.readAllBytes(), StandardCharsets.UTF_8);
      words.addAll(List.of(text.strip().split("\\s+")));
    }
    words.add("-XX:TieredStopAtLevel=1");
    words.addAll(javaOptions);
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.deltaenrich.Main"));
    words.addAll(List.of(arguments));
    return ExternalProcess.command(words).environment(environment).start().await(LIMIT);
  }
}
