package dev.deltaenrich.cli;

import dev.deltaenrich.config.Settings;
import dev.deltaenrich.engine.Sessions;
import dev.deltaenrich.job.PlanJob;
import dev.deltaenrich.job.PlanJob.Detail;
import dev.deltaenrich.report.Result;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** {@code plan}: what {@code enrich} would do. */
final class PlanCommand extends Command {
  private static final String FILES = "files";

  PlanCommand() {
    super(
        "plan",
        "say what enrich would do, and write nothing",
        """
        Reads both tables' logs and the lookup, and looks for changed keys in the files that may hold
        some. Prints the versions; the join and the reason for this join; the files that a run would
        add, keep and remove, with reasons; and the bytes that a run would read, copy in the store
        and move through the job. Row groups and types are in footers, which a plan does not read: it
        counts files as copied that a run may have to read. Writes nothing.
        """);
  }

  @Override
  Options options() {
    return RunOptions.options()
        .addOption(flag(FILES, "list every file that would change, with the reason"));
  }

  @Override
  Result run(CommandLine line) {
    Settings settings = CommonOptions.settings(line);
    return PlanJob.run(
        Sessions.open("delta-enrich plan", List.of(settings.rawPath(), settings.targetPath())),
        settings,
        RunOptions.of(line),
        line.hasOption(FILES) ? Detail.FILES : Detail.COUNTS);
  }
}
