package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.services.ProcessResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process of its own, since Java settles its locale when it starts. */
class AsciiLocaleTest {
  private static final String ADVICE =
      ": in the locale of this Java (US-ASCII) file names cannot have all of its letters; set"
          + " LC_ALL=C.UTF-8 for the driver and the executors";

  @TempDir Path folder;

  private void isRefused(String command, EnrichFixture tables) throws IOException {
    ProcessResult result =
        MainProcess.run(
            List.of(),
            Map.of("LC_ALL", "C"),
            command,
            "--config",
            tables.settingsFile().toString());

    assertThat(result.exit()).as(result.output()).isEqualTo(2);
    assertThat(result.stderr()).contains("delta-enrich: SETTINGS: Cannot ").contains(ADVICE);
  }

  @Test
  void aPartitionFolderThatJavaCannotSpellIsRefused() throws IOException {
    EnrichFixture tables = EnrichFixture.landed(folder);
    FileUtils.deleteDirectory(tables.rawPath().toFile());
    FileUtils.deleteDirectory(tables.targetPath().toFile());
    tables
        .rows()
        .withColumn("city", functions.expr("IF(amount < 6, 'Zürich', 'Bern')"))
        .write()
        .format("delta")
        .partitionBy("city")
        .save(tables.rawPath().toString());

    isRefused("enrich", tables);
    assertThat(tables.targetPath().resolve("_delta_log")).doesNotExist();

    assertThat(tables.enrich().exitCode()).isZero();
    isRefused("verify", tables);
  }

  @Test
  void aTargetThatJavaCannotSpellIsNotMadeElsewhere() throws IOException {
    EnrichFixture tables = EnrichFixture.landed(folder);
    tables.set("target.path", folder.resolve("Übersicht").toString());

    isRefused("enrich", tables);

    assertThat(folder.resolve("?bersicht")).doesNotExist();
    assertThat(Files.exists(folder.resolve("Übersicht"))).isFalse();
  }
}
