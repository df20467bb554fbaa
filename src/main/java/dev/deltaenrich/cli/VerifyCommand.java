package dev.deltaenrich.cli;

import dev.deltaenrich.config.Settings;
import dev.deltaenrich.engine.Sessions;
import dev.deltaenrich.report.Result;
import dev.deltaenrich.verify.TableVerifier;
import org.apache.commons.cli.CommandLine;

/** {@code verify}: proves that the curated table is what raw and lookup make. */
final class VerifyCommand implements Command {
  @Override
  public String name() {
    return "verify";
  }

  @Override
  public String summary() {
    return "prove that the curated table is right";
  }

  @Override
  public String arguments() {
    return "[RAW TARGET]";
  }

  @Override
  public String description() {
    return """
        Compares the curated table at target.path with the raw table and the lookup that its latest
        run recorded, each at the recorded version, by plain Spark SQL: the same number of rows, raw
        columns unchanged (an order-independent hash of all rows), every new value right. PostgreSQL
        is not asked. Writes nothing.

        Ends with 0 when all of it holds, and with 3 and the first ten differing rows when not.
        """;
  }

  @Override
  public Result run(CommandLine line) {
    Settings settings = CommonOptions.settings(line);
    return new TableVerifier(Sessions.open("delta-enrich verify")).verify(settings.targetPath());
  }
}
