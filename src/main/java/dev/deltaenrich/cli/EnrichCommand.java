package dev.deltaenrich.cli;

import dev.deltaenrich.config.Settings;
import dev.deltaenrich.engine.BuildProperties;
import dev.deltaenrich.engine.Sessions;
import dev.deltaenrich.job.EnrichJob;
import dev.deltaenrich.job.RunRegister;
import dev.deltaenrich.openlineage.LineageEvents;
import dev.deltaenrich.report.Result;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.apache.spark.sql.SparkSession;

/** {@code enrich}: the job. */
final class EnrichCommand extends Command {
  EnrichCommand() {
    super(
        "enrich",
        "join raw with the lookup and commit the curated table",
        """
        Compares the curated Delta table with the raw Delta table and the lookup in PostgreSQL. Makes
        the files that are missing or out of date, and commits them, with the removal of the files
        they replace, as one version (max_batch_size in app_configs: as several). Where no file is
        missing, says so and commits nothing. A run that fails leaves the target at the version of
        its last commit, and the next run goes on from there.

        RAW and TARGET stand for --set raw.path=RAW --set target.path=TARGET.
        Passwords and keys come from the environment or files, never from arguments:
        ENRICH_LOOKUP_JDBC_PASSWORD, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY.
        """);
  }

  @Override
  Options options() {
    return RunOptions.options();
  }

  @Override
  Result run(CommandLine line) {
    Settings settings = CommonOptions.settings(line);
    SparkSession spark =
        Sessions.open("delta-enrich", List.of(settings.rawPath(), settings.targetPath()));
    String version = BuildProperties.version();
    EnrichJob job = new EnrichJob(spark, settings, RunOptions.of(line), version);
    return new LineageEvents(spark.sparkContext().getConf(), settings, version)
        .around(job, () -> new RunRegister(settings).run(job));
  }
}
