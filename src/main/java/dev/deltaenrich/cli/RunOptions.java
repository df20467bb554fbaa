package dev.deltaenrich.cli;

import dev.deltaenrich.job.EnrichOptions;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
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
            Option.builder()
                .longOpt(OVERWRITE)
                .desc("replace the content of a Delta table that delta-enrich did not make")
                .build())
        .addOption(
            Option.builder().longOpt(IGNORE_CONTROLS).desc("run whatever app_configs says").build())
        .addOption(
            Option.builder()
                .longOpt(LOOKUP_SNAPSHOT)
                .hasArg()
                .argName("ID")
                .desc(
                    "use a lookup that an earlier run used, out of the lookup history; of lookups"
                        + " with names each one: merchant=ID,account=ID")
                .build());
  }

  static EnrichOptions of(CommandLine line) {
    return new EnrichOptions(
        line.hasOption(OVERWRITE),
        line.hasOption(IGNORE_CONTROLS),
        Optional.ofNullable(line.getOptionValue(LOOKUP_SNAPSHOT)));
  }
}
