package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.services.ExternalProcess;
import dev.deltaenrich.services.ProcessResult;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A user's spark.serializer; it is fixed when a JVM's first session starts, so it needs its own.
 */
class KryoTest {
  @TempDir Path folder;

  @Test
  void enrichesWithKryo() throws IOException {
    EnrichFixture tables = EnrichFixture.landed(folder);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens") || argument.startsWith("-XX:+Ign"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-Xmx1g",
            "-Dspark.serializer=org.apache.spark.serializer.KryoSerializer",
            "-Dspark.master=local[2]",
            "-Dspark.ui.enabled=false",
            "-Dspark.driver.host=127.0.0.1",
            "-Dspark.driver.bindAddress=127.0.0.1",
            "-Dtest.log=" + folder.resolve("kryo.log"),
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            "dev.deltaenrich.Main",
            "enrich",
            "--config",
            tables.settingsFile().toString()));
    try (ExternalProcess process = ExternalProcess.command(command).start()) {
      ProcessResult result = process.await(Duration.ofMinutes(3)).succeeded();
      assertThat(result.stdout()).startsWith("Enriched ");
    }
    assertThat(tables.targetVersion()).isEqualTo(1);
    assertThat(tables.curated().count()).isEqualTo(EnrichFixture.ROWS);
  }
}
