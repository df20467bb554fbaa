package dev.deltaenrich.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.services.ExternalProcess;
import dev.deltaenrich.services.Postgres;
import dev.deltaenrich.services.ProcessResult;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lookup that is below the setting's bound and above what the heap has room for. */
class SmallHeapIT {
  /** Spark starts in no heap under 450 MiB. */
  private static final String HEAP = "-Xmx640m";

  @TempDir Path folder;

  @Test
  void manyShortRowsAndLongValuesAreJoinedByAShuffle() throws IOException {
    EnrichFixture tables = tables(300_000, 2500);

    try (ExternalProcess process = ExternalProcess.command(command(tables)).start()) {
      ProcessResult result = process.await(Duration.ofMinutes(3)).succeeded();
      assertThat(result.stdout()).contains("302,502 rows, shuffle join");
    }
    assertThat(tables.targetVersion()).isEqualTo(1);
    assertThat(
            tables
                .curated()
                .selectExpr("*", "length(enriched_category) AS length")
                .groupBy(
                    expr("IF(merchant_id LIKE 'W%', 'W', merchant_id) AS merchant_id"),
                    col("length"))
                .count()
                .collectAsList()
                .stream()
                .map(row -> "%s %s %d".formatted(row.get(0), row.get(1), row.getLong(2))))
        .containsExactlyInAnyOrder(
            "MER-ABC 32768 3", "MER-XYZ 5 3", "MER-404 null 3", "null null 3", "W 32768 2500");
  }

  @Test
  void aFileThatNeedsMoreThanAnExecutorHasIsNamed() throws IOException {
    EnrichFixture tables = tables(0, 7000);

    try (ExternalProcess process = ExternalProcess.command(command(tables)).start()) {
      ProcessResult result = process.await(Duration.ofMinutes(3));
      assertThat(result.exit()).isEqualTo(2);
      assertThat(result.stderr())
          .contains("LOOKUP_LARGE: Cannot look up the keys of file:", "spark.driver.memory");
    }
    assertThat(tables.targetVersion()).isZero();
  }

  private EnrichFixture tables(int shortRows, int longRows) throws IOException {
    String database = Postgres.createDatabase();
    Postgres.execute(
        database,
        "CREATE TABLE merchant_lookup AS SELECT 'K' || i AS merchant_id, 'v' || i AS category"
            + " FROM generate_series(1, %s) i".formatted(shortRows),
        "INSERT INTO merchant_lookup SELECT 'W' || i, repeat(md5(i::text), 1024)"
            + " FROM generate_series(1, %s) i".formatted(longRows),
        "INSERT INTO merchant_lookup VALUES ('MER-ABC', repeat('g', 32768)), ('MER-XYZ', 'short')");
    EnrichFixture tables =
        EnrichFixture.landed(folder)
            .set("lookup.jdbc.url", Postgres.url(database))
            .set("enrich.producer", "auto");
    landFileThatNeedsAllLongValues(tables, longRows);
    return tables;
  }

  /** Other files are spliced beside this one. */
  private static void landFileThatNeedsAllLongValues(EnrichFixture tables, int rows) {
    tables
        .spark()
        .range(0, rows, 1, 1)
        .selectExpr(
            "concat('w', id) AS transaction_id",
            "concat('W', id + 1) AS merchant_id",
            "CAST(id AS DECIMAL(18,2)) AS amount",
            "CAST(id AS DOUBLE) AS rate")
        .write()
        .format("delta")
        .mode("append")
        .save(tables.rawPath().toString());
  }

  private static List<String> command(EnrichFixture tables) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens") || argument.startsWith("-XX:+Ign"))
        .forEach(command::add);
    command.addAll(
        List.of(
            HEAP,
            "-Dspark.master=local[2]",
            "-Dspark.ui.enabled=false",
            "-Dspark.driver.host=127.0.0.1",
            "-Dspark.driver.bindAddress=127.0.0.1",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            "dev.deltaenrich.Main",
            "enrich",
            "--config",
            tables.settingsFile().toString()));
    return command;
  }
}
