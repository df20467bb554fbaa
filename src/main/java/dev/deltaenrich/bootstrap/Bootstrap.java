package dev.deltaenrich.bootstrap;

import dev.deltaenrich.config.JdbcSettings;
import dev.deltaenrich.config.Settings;
import dev.deltaenrich.engine.Sessions;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.source.PostgresConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Makes a database, and for a demonstration also buckets and a raw table, ready for the first run.
 * Can be repeated, also by several processes at once: what is there stays as it is, and what a user
 * has changed is not undone. Spark is started for sample data only.
 *
 * @param settings where everything is
 * @param lookupFile merchants to load
 * @param sampleFile transactions to land
 */
public record Bootstrap(Settings settings, Optional<Path> lookupFile, Optional<Path> sampleFile) {
  /**
   * Does it: tables first, then merchants, then sample data. Each of the three is done or not done,
   * never half; what came before a failure stays.
   */
  public BootstrapResult run() {
    lookupFile.ifPresent(file -> requireReadable(file, "--lookup-file"));
    sampleFile.ifPresent(file -> requireReadable(file, "--sample-data"));
    JdbcSettings jdbc = settings.jdbc();
    try {
      MigrationOutcome migrations = new Migrations(jdbc).apply();
      LoadedMerchants merchants =
          lookupFile.map(file -> new MerchantLoad(jdbc, file).run()).orElse(null);
      LandedRaw raw =
          sampleFile.isEmpty()
              ? null
              : BootstrapLock.holding(jdbc, connection -> land(sampleFile.get()));
      return new BootstrapResult(
          PostgresConnection.database(jdbc), migrations, merchants, raw, settings.lookup().table());
    } catch (SQLException e) {
      throw PostgresConnection.translate("bootstrap", jdbc, e);
    }
  }

  private LandedRaw land(Path file) {
    return new SampleData(Sessions.open("delta-enrich bootstrap"), settings).land(file);
  }

  private static void requireReadable(Path file, String option) {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new EnrichException(
          ErrorCode.USAGE,
          "Cannot read the file of %s: %s is %s; give the path of a CSV file"
              .formatted(
                  option,
                  file.toAbsolutePath(),
                  Files.exists(file) ? "no readable file" : "missing"));
    }
  }
}
