package dev.deltaenrich.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What an operator reads in {@code conf/spark-defaults.conf} is what the program does without it.
 */
class SparkDefaultsTest {
  private static final Path FILE = Path.of("conf/spark-defaults.conf");

  /** The operator's choice, or spark-submit's; the other list has nothing to say on them. */
  private static final List<String> ONLY_IN_CODE = List.of("spark.app.name", "spark.master");

  /** How Java starts, and the installation's own. */
  private static final List<String> ONLY_IN_FILE =
      List.of(
          "spark.driver.defaultJavaOptions",
          "spark.executor.defaultJavaOptions",
          "spark.hadoop.fs.s3a.endpoint",
          "spark.hadoop.fs.s3a.endpoint.region",
          "spark.hadoop.fs.s3a.path.style.access");

  @Test
  void theFileSaysWhatTheCodeDoes() throws Exception {
    assertThat(without(ONLY_IN_FILE, file())).isEqualTo(without(ONLY_IN_CODE, code()));
  }

  @Test
  void everyPropertyStandsBelowTheReasonForIt() throws Exception {
    List<String> lines = Files.readAllLines(FILE);
    for (int number = 1; number < lines.size(); number++) {
      String line = lines.get(number);
      if (line.startsWith("spark.")) {
        assertThat(lines.get(number - 1)).as(line).matches("(#|spark\\.).*");
      }
    }
  }

  /** Spark reads its file as Java properties. */
  private static Map<String, String> file() throws Exception {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(FILE)) {
      properties.load(reader);
    }
    Map<String, String> values = new TreeMap<>();
    properties.forEach((key, value) -> values.put((String) key, ((String) value).strip()));
    return values;
  }

  private static Map<String, String> code() {
    return Sessions.defaults("test");
  }

  private static Map<String, String> without(List<String> keys, Map<String, String> values) {
    return values.entrySet().stream()
        .filter(entry -> !keys.contains(entry.getKey()))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
