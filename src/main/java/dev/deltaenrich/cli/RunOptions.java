package dev.deltaenrich.cli;

import dev.deltaenrich.job.EnrichOptions;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** The options that {@code enrich} and {@code plan} share. */
final class RunOptions {
  private static final String OVERWRITE = "overwrite";
  private static final String LOOKUP_SNAPSHOT = "lookup-snapshot";
  private static final String IGNORE_CONTROLS = "ignore-controls";

  private RunOptions() {}

  static Options options() {
    return new Options()
        .addOption(
            Command.flag(
                OVERWRITE, "replace the content of a Delta table that delta-enrich did not make"))
        .addOption(Command.flag(IGNORE_CONTROLS, "run whatever app_configs says"))
        .addOption(
            Command.valued(
                LOOKUP_SNAPSHOT,
                "ID",
                "use a lookup that an earlier run used, out of the lookup history; of lookups"
                    + " with names each one: merchant=ID,account=ID"));
  }

  static EnrichOptions of(CommandLine line) {
    return new EnrichOptions(
        line.hasOption(OVERWRITE),
        line.hasOption(IGNORE_CONTROLS),
        Optional.ofNullable(line.getOptionValue(LOOKUP_SNAPSHOT)));
  }
}
