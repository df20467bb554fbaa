package dev.deltaenrich.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.deltaenrich.config.Settings;
import dev.deltaenrich.config.SettingsReader;
import dev.deltaenrich.config.SettingsSources;
import dev.deltaenrich.engine.Sessions;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleDataTest {
  private static final Path SAMPLE = Path.of("sample-data/transactions.csv");

  @TempDir Path folder;
  private final SparkSession spark = Sessions.open("test");

  @Test
  void landsTheSampleWithItsTypesInSeveralFiles() {
    LandedRaw landed = land(SAMPLE);

    assertThat(landed).isEqualTo(new LandedRaw(raw().toString(), true, 0, 1000L, 4, List.of()));
    Dataset<Row> table = spark.read().format("delta").load(raw().toString());
    assertThat(table.schema()).isEqualTo(SampleFile.SCHEMA);
    assertThat(table.count()).isEqualTo(1000);
  }

  @Test
  void landsTheSameValuesThatSparksOwnCsvReaderSees() {
    land(SAMPLE);
    Dataset<Row> table = spark.read().format("delta").load(raw().toString());
    Dataset<Row> csv =
        spark
            .read()
            .schema(SampleFile.SCHEMA)
            .option("header", true)
            .option("multiLine", true)
            .option("escape", "\"")
            .option("mode", "FAILFAST")
            .csv(SAMPLE.toString());

    assertThat(table.exceptAll(csv).count()).isZero();
    assertThat(csv.exceptAll(table).count()).isZero();
    assertThat(table.filter("card_last4 LIKE '0%'").count()).isPositive();
    assertThat(table.filter("description LIKE '%\n%'").count()).isPositive();
  }

  @Test
  void neverTouchesATableThatIsThere() {
    spark.range(3).write().format("delta").save(raw().toString());
    LandedRaw landed = land(SAMPLE);

    assertThat(landed).isEqualTo(new LandedRaw(raw().toString(), false, 0, null, null, List.of()));
    assertThat(spark.read().format("delta").load(raw().toString()).count()).isEqualTo(3);
  }

  @Test
  void refusesAFolderOfOtherFiles() throws IOException {
    Files.createDirectory(raw());
    Files.writeString(raw().resolve("notes.txt"), "mine");
    EnrichException failure = failure(SAMPLE);

    assertThat(failure.code()).isEqualTo(ErrorCode.RAW_NOT_DELTA);
    assertThat(failure).hasMessageContaining("there are files but no Delta table");
    assertThat(raw()).isDirectoryContaining(path -> path.endsWith("notes.txt"));
  }

  @Test
  void namesTheLineOfASampleThatDoesNotParseAndLandsNothing() throws IOException {
    List<String> lines = Files.readAllLines(SAMPLE);
    Path broken = folder.resolve("broken.csv");
    Files.write(broken, List.of(lines.get(0), lines.get(1), lines.get(2).replace(".27", ".275")));
    EnrichException failure = failure(broken);

    assertThat(failure.code()).isEqualTo(ErrorCode.FILE_CORRUPT);
    assertThat(failure).hasMessageContaining("line 3: amount '164.275' does not parse");
    assertThat(raw()).doesNotExist();
  }

  @Test
  void refusesASampleWithAnotherHeader() throws IOException {
    Path other = Files.writeString(folder.resolve("other.csv"), "a,b\n1,2\n");

    assertThat(failure(other)).hasMessageContaining("the header must be transaction_id,account_id");
  }

  private Path raw() {
    return folder.resolve("raw");
  }

  private LandedRaw land(Path file) {
    Settings settings =
        SettingsReader.read(
            new SettingsSources(
                List.of("raw.path=" + raw(), "target.path=" + folder.resolve("curated")),
                Map.of(),
                Optional.empty()));
    return new SampleData(spark, settings).land(file);
  }

  private EnrichException failure(Path file) {
    return catchThrowableOfType(EnrichException.class, () -> land(file));
  }
}
