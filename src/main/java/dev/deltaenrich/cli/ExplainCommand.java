package dev.deltaenrich.cli;

import dev.deltaenrich.config.Settings;
import dev.deltaenrich.engine.Sessions;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.lineage.Explainer;
import dev.deltaenrich.report.Result;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** {@code explain}: what a row's new values came from. */
final class ExplainCommand extends Command {
  private static final String WHERE = "where";
  private static final long DEFAULT_LIMIT = 10;
  private static final NumberOption LIMIT =
      new NumberOption("limit", "explain so many rows at most (default: 10)", 1, 1000);

  ExplainCommand() {
    super(
        "explain",
        "say what the new values of some rows came from",
        """
        Finds rows of the curated table at its newest version. Says of each row: the key and the new
        values; the lookup snapshot, since when it is kept, and its answer for the key; the curated
        file; the raw file and version; the run, commit and producer of the curated file; and
        whether the newest run would make the same. Where lookups have names, key, values, snapshot
        and answer are told of each.

          delta-enrich explain --where "transaction_id = 'TXN-2024-000751'"

        The condition is Spark SQL, as after WHERE, on the columns of the curated table. Reads the
        target, the lookup history and, where a curated file was made of several raw files, those.
        Writes nothing; PostgreSQL is not asked. No row that matches is no failure.
        """);
  }

  @Override
  Options options() {
    return new Options()
        .addOption(valued(WHERE, "CONDITION", "which rows, as after WHERE in Spark SQL"))
        .addOption(LIMIT.option());
  }

  @Override
  Result run(CommandLine line) {
    String where = line.getOptionValue(WHERE);
    if (where == null || where.isBlank()) {
      throw new EnrichException(
          ErrorCode.USAGE,
          "Cannot understand the command line: explain needs --where CONDITION; 'explain --help' shows an example");
    }
    int limit = (int) LIMIT.of(line, this).orElse(DEFAULT_LIMIT);
    Settings settings = CommonOptions.settings(line);
    return new Explainer(Sessions.open("delta-enrich explain"), settings).explain(where, limit);
  }
}
