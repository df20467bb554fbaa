package dev.deltaenrich.cli;

import dev.deltaenrich.config.Settings;
import dev.deltaenrich.engine.Sessions;
import dev.deltaenrich.lineage.RunList;
import dev.deltaenrich.report.Result;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** {@code runs}: the runs that made the curated table. */
final class RunsCommand extends Command {
  private static final long DEFAULT_LIMIT = 20;
  private static final NumberOption LIMIT =
      new NumberOption("limit", "list so many commits at most (default: 20)", 1, 100_000);

  RunsCommand() {
    super(
        "runs",
        "list the runs that made the curated table, newest first",
        """
        Lists the commits in the log of target.path, newest first: the version each made and when,
        its run, the raw version and lookup snapshot it enriched, files added and removed, rows made
        and how they matched, the producers of its files, and the seconds it took. Commits of other
        programs are listed as such, with their operation. Where lookups have names, each has a line
        of its own too; the commit's line has the figures of the lookup that matched least.

        Reads the target's log only, as far back as Delta keeps its entries
        (delta.logRetentionDuration, 30 days by default). Writes nothing.
        """);
  }

  @Override
  Options options() {
    return new Options().addOption(LIMIT.option());
  }

  @Override
  Result run(CommandLine line) {
    int limit = (int) LIMIT.of(line, this).orElse(DEFAULT_LIMIT);
    Settings settings = CommonOptions.settings(line);
    return RunList.of(Sessions.open("delta-enrich runs"), settings.targetPath(), limit);
  }
}
