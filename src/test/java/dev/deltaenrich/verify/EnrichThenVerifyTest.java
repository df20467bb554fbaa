package dev.deltaenrich.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.config.Settings;
import dev.deltaenrich.config.SettingsReader;
import dev.deltaenrich.config.SettingsSources;
import dev.deltaenrich.job.EnrichJob;
import dev.deltaenrich.job.EnrichOptions;
import dev.deltaenrich.job.EnrichResult;
import dev.deltaenrich.services.Postgres;
import dev.deltaenrich.services.TestSession;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the job makes is what verify expects: two programs that share no code agree. */
class EnrichThenVerifyTest {
  private static final String RAW =
      """
      SELECT CASE id % 7 WHEN 0 THEN NULL WHEN 1 THEN ' mer-abc ' WHEN 2 THEN 'MER-🦊' WHEN 3 THEN ''
          WHEN 4 THEN 'O\\'Hara$1\\n' WHEN 5 THEN 'MER-NIL' ELSE concat('MER-', id) END merchant_id,
        id, CAST(id % 3 AS STRING) region, map('k', id) tags, array(struct(id, CAST(NULL AS STRING) AS n)) items
      FROM range(500)""";

  @TempDir Path folder;

  @Test
  void columnsOfEveryTypeAgree() {
    String database = Postgres.createDatabase();
    Postgres.execute(
        database,
        """
        CREATE TABLE lookup (key TEXT, label VARCHAR(20), fee NUMERIC(10,3), score DOUBLE PRECISION,
          since DATE, seen TIMESTAMPTZ, rank INTEGER, open BOOLEAN)""",
        """
        INSERT INTO lookup VALUES
          ('MER-ABC', 'Groceries', 12.500, 0.1, '2024-02-29', '2024-02-29 12:34:56.123456+02', 1, true),
          ('mer-🦊', 'Füchse', 0, 1e300, '0999-12-31', '1800-01-01 00:00:00+00', -1, false),
          ('O''Hara$1' || chr(10), '"quoted"', -0.001, 'NaN', '9999-12-31', 'epoch', 0, NULL),
          ('Mer-Nil', NULL, NULL, NULL, NULL, NULL, NULL, NULL)""");
    Settings settings =
        SettingsReader.read(
            new SettingsSources(
                List.of(
                    "raw.path=" + folder.resolve("raw"),
                    "target.path=" + folder.resolve("curated"),
                    "lookup.jdbc.url=" + Postgres.url(database),
                    "lookup.table=lookup",
                    "lookup.key=key",
                    "lookup.columns=label:label,fee:fee,score:score,since:since,seen:seen,rank:rank,open:open",
                    "lookup.match=trim-ignore-case",
                    "controls.enabled=false"),
                Map.of("ENRICH_LOOKUP_JDBC_PASSWORD", Postgres.PASSWORD),
                Optional.empty()));
    SparkSession spark = TestSession.get();
    spark.sql(RAW).write().format("delta").partitionBy("region").save(settings.rawPath());
    EnrichResult made = new EnrichJob(spark, settings, EnrichOptions.DEFAULT, "test").run();
    VerifyResult result = new TableVerifier(spark).verify(settings.targetPath());
    assertThat(result.differingRows()).isEmpty();
    assertThat(result.schemaDifferences()).isEmpty();
    assertThat(result.verified()).isTrue();
    assertThat(result.curatedRows()).isEqualTo(500).isEqualTo(made.counts().rows());
    assertThat(result.matched()).isEqualTo(made.counts().matched()).isEqualTo(286);
    assertThat(result.nullKey()).isEqualTo(made.counts().nullKey());
    assertThat(result.unknownKey()).isEqualTo(made.counts().unknownKey());
  }
}
