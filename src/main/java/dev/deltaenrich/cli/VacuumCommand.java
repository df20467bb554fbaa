package dev.deltaenrich.cli;

import dev.deltaenrich.config.LookupSettings;
import dev.deltaenrich.config.Settings;
import dev.deltaenrich.engine.Sessions;
import dev.deltaenrich.maintenance.Vacuum;
import dev.deltaenrich.maintenance.VacuumOptions;
import dev.deltaenrich.report.Result;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** {@code maintenance vacuum}: deletes what no version needs. */
final class VacuumCommand extends Command {
  private static final String DRY_RUN = "dry-run";
  private static final String ALLOW_SHORT_RETENTION = "allow-short-retention";
  private static final NumberOption RETENTION_HOURS =
      new NumberOption(
          "retention-hours",
          "keep files of versions of the last N hours, and files younger than that"
              + " (default: 168, or what a table asks for by delta.deletedFileRetentionDuration"
              + " where that is more)",
          0,
          1_000_000);

  VacuumCommand() {
    super(
        "maintenance vacuum",
        "delete files that no version needs any more",
        """
        Deletes files below target.path, quarantine.path and the lookup history that no version within
        the retention names: files of killed runs, and files that later versions replaced. The latter by Delta's
        own VACUUM; versions from before the retention can no longer be read afterwards. Aborts
        multipart uploads to the target that killed runs began longer ago than the retention; their
        bytes are stored and paid for, and no listing of files shows them.

        The raw table is not touched. Runs may go on meanwhile, since what they make is younger.
        """);
  }

  @Override
  Options options() {
    return new Options()
        .addOption(flag(DRY_RUN, "say what would be deleted, and delete nothing"))
        .addOption(RETENTION_HOURS.option())
        .addOption(
            flag(
                ALLOW_SHORT_RETENTION,
                "let --retention-hours be less than the default; a run that is under way loses"
                    + " its files (its commit then names files that are gone), and a reader of"
                    + " an earlier version fails: use it only when there is neither"));
  }

  @Override
  Result run(CommandLine line) {
    VacuumOptions options =
        new VacuumOptions(
            line.hasOption(DRY_RUN),
            RETENTION_HOURS.of(line, this),
            line.hasOption(ALLOW_SHORT_RETENTION));
    Settings settings = CommonOptions.settings(line);
    return new Vacuum(
            Sessions.open("delta-enrich maintenance vacuum"),
            settings.targetPath(),
            settings.lookups().stream().map(LookupSettings::historyPath).distinct().toList(),
            settings.quarantinePath())
        .run(options);
  }
}
