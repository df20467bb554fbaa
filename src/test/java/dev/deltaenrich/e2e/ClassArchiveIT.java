package dev.deltaenrich.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.services.ExternalProcess;
import dev.deltaenrich.services.ManyProcesses;
import dev.deltaenrich.services.ProcessResult;
import dev.deltaenrich.services.RequiresSpark;
import dev.deltaenrich.services.SparkDistribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives of Spark's classes, as {@code jobs/submit.sh} makes and uses them. */
@RequiresSpark
@ManyProcesses
class ClassArchiveIT {
  private static final int LARGER_THAN_AN_EMPTY_ONE = 1 << 20;

  @TempDir private Path folder;

  @Test
  void anArchiveChangesNothingThatIsSaid() throws IOException {
    Path archive = folder.resolve("my classes.jsa");
    ProcessResult without = help("none");

    ProcessResult making = help(archive.toString(), "--archive-classes");
    assertThat(Files.size(archive)).isGreaterThan(LARGER_THAN_AN_EMPTY_ONE);
    ProcessResult with = help(archive.toString());
    Files.writeString(archive, "of another Java");
    ProcessResult unfit = help(archive.toString());

    assertThat(without.stdout()).contains("Usage: delta-enrich enrich");
    for (ProcessResult result : List.of(making, with, unfit)) {
      assertThat(result.exit()).isZero();
      assertThat(result.stdout()).isEqualTo(without.stdout());
    }
  }

  private static ProcessResult help(String archive, String... first) {
    List<String> command = new ArrayList<>();
    command.add(Landscape.PROJECT.resolve("jobs/submit.sh").toString());
    command.addAll(List.of(first));
    command.addAll(List.of("enrich", "--help"));
    return ExternalProcess.command(command)
        .environment(
            Map.of(
                "SPARK_HOME",
                SparkDistribution.get().home().toString(),
                "DELTA_ENRICH_CLASS_ARCHIVE",
                archive))
        .start()
        .await(Duration.ofMinutes(2));
  }
}
