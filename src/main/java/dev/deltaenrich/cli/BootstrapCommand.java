package dev.deltaenrich.cli;

import dev.deltaenrich.bootstrap.Bootstrap;
import dev.deltaenrich.config.Settings;
import dev.deltaenrich.report.Result;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** Makes the database, and on request buckets and sample data, ready for the first run. */
final class BootstrapCommand extends Command {
  private static final String LOOKUP_FILE = "lookup-file";
  private static final String SAMPLE_DATA = "sample-data";
  private static final String SAMPLE_FILE = "sample-data/transactions.csv";

  BootstrapCommand() {
    super(
        "bootstrap",
        "create and seed the reference tables, load merchants, land sample data",
        """
        Creates merchant_lookup, policy_lookup and app_configs in the database of lookup.jdbc.url
        and seeds them; creates enrichment_runs and unmatched_keys. Can be repeated: what is there is
        kept, rows that someone changed or deleted stay so, and tables made by hand are adopted. The
        role of lookup.jdbc.user must own them or be allowed to create tables.

        A lookup file is CSV (RFC 4180, UTF-8) whose first line names the columns merchant_id,
        merchant_name and category in any order; an empty field is a null. Known merchants are
        updated, new ones inserted, all in one transaction; a file with bad rows is refused with
        their line numbers, and nothing is loaded.

        Sample data create the buckets of raw.path, target.path and lookup.history.path where they
        are missing, and land the file as a Delta table at raw.path where there is none.
        """);
  }

  @Override
  String arguments() {
    return "";
  }

  @Override
  Options options() {
    return new Options()
        .addOption(valued(LOOKUP_FILE, "FILE", "insert or update the merchants of FILE"))
        .addOption(
            Option.builder()
                .longOpt(SAMPLE_DATA)
                .hasArg()
                .optionalArg(true)
                .argName("FILE")
                .desc("land the transactions of FILE; without FILE those of " + SAMPLE_FILE)
                .build());
  }

  @Override
  Result run(CommandLine line) {
    Settings settings = CommonOptions.settings(line);
    Optional<Path> lookupFile = Optional.ofNullable(line.getOptionValue(LOOKUP_FILE)).map(Path::of);
    Optional<Path> sampleFile =
        line.hasOption(SAMPLE_DATA)
            ? Optional.of(Path.of(line.getOptionValue(SAMPLE_DATA, SAMPLE_FILE)))
            : Optional.empty();
    return new Bootstrap(settings, lookupFile, sampleFile).run();
  }
}
