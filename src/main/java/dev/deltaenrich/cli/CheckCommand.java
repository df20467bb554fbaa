package dev.deltaenrich.cli;

import dev.deltaenrich.config.Settings;
import dev.deltaenrich.engine.Sessions;
import dev.deltaenrich.job.PlanJob;
import dev.deltaenrich.report.Result;
import dev.deltaenrich.verify.preflight.Preflight;
import org.apache.commons.cli.CommandLine;
import org.apache.spark.sql.SparkSession;

/** {@code check}: looks at everything a run will need. */
final class CheckCommand extends Command {
  CheckCommand() {
    super(
        "check",
        "look whether everything that enrich needs is there",
        """
        Checks the versions of Java, Scala, Spark, Delta and Hadoop, PostgreSQL with the lookup table
        and app_configs, the object store, the raw table and the target, and prints a line for each:

          ok       what was found
          FAILED:  what is wrong; fix: what to do
          skipped: which check it needs

        Writes nothing but a small file beside the target, and beside the quarantine where there is
        one, and deletes it. Takes less than a minute, also when a service is down. Ends with 2 when
        a check failed.
        """);
  }

  @Override
  Result run(CommandLine line) {
    Settings settings = CommonOptions.settings(line);
    SparkSession spark = Sessions.open("delta-enrich check");
    return new Preflight(spark, settings, () -> PlanJob.requireTarget(spark, settings)).run();
  }
}
