package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.services.ProcessResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Java formats numbers with the locale's digits, which neither Delta nor PostgreSQL reads. */
class DigitsOfLocaleTest {
  private static final List<String> EGYPT = List.of("-Duser.language=ar", "-Duser.country=EG");

  @TempDir Path folder;

  @Test
  void aRunWritesAndSaysWhatItDoesElsewhere() throws IOException {
    EnrichFixture tables = EnrichFixture.landed(folder);

    ProcessResult run =
        MainProcess.run(EGYPT, Map.of(), "enrich", "--config", tables.settingsFile().toString());

    assertThat(run.exit()).as(run.output()).isZero();
    assertThat(run.stdout())
        .containsPattern("rows +[1-9]")
        .doesNotContainPattern("[\\u0660-\\u0669]");
    assertThat(tables.targetPath().resolve("_delta_log/00000000000000000000.json")).exists();
    assertThat(tables.command("verify").exitCode()).isZero();
  }
}
