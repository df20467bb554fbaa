package dev.deltaenrich.cli;

import dev.deltaenrich.config.Settings;
import dev.deltaenrich.engine.Sessions;
import dev.deltaenrich.job.PlanJob;
import dev.deltaenrich.report.Result;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** {@code plan}: what {@code enrich} would do. */
final class PlanCommand implements Command {
  @Override
  public String name() {
    return "plan";
  }

  @Override
  public String summary() {
    return "say what enrich would do, and write nothing";
  }

  @Override
  public String description() {
    return """
        Reads both tables' logs and the lookup, and prints the versions, the join and why it was
        chosen, and the files and bytes that a run would read, add, keep and remove. Writes nothing.
        """;
  }

  @Override
  public String arguments() {
    return "[RAW TARGET]";
  }

  @Override
  public Options options() {
    return RunOptions.options();
  }

  @Override
  public Result run(CommandLine line) {
    Settings settings = CommonOptions.settings(line);
    return PlanJob.run(
        Sessions.open("delta-enrich plan", List.of(settings.rawPath(), settings.targetPath())),
        settings,
        RunOptions.of(line));
  }
}
