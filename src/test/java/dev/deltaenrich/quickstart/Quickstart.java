package dev.deltaenrich.quickstart;

import dev.deltaenrich.cli.Commands;
import dev.deltaenrich.engine.Sessions;
import dev.deltaenrich.plan.RunRecord;
import dev.deltaenrich.services.Postgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The whole program on a machine with nothing but a JDK: an embedded PostgreSQL stands for the
 * server, a local folder for the object store; the commands are the ones production runs. Started
 * by {@code jobs/quickstart.sh} in the project's folder.
 */
public final class Quickstart {
  private static final Path FOLDER = Path.of("target", "quickstart").toAbsolutePath();
  private static final Path RAW = FOLDER.resolve("raw-data-bucket/financial_data_delta");
  private static final Path TARGET =
      FOLDER.resolve("curated-data-bucket/financial_data_curated_enriched");
  private static final String DATABASE = "main_db";
  private static final int PHASES = 5;

  private final Progress progress;
  private final PrintStream out;

  private Quickstart(PrintStream out, boolean terminal) {
    this.out = out;
    this.progress = new Progress(out, terminal, PHASES);
  }

  /** Runs it and ends the JVM: 0, or the exit code of the command that failed. */
  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    System.exit(new Quickstart(out, Boolean.getBoolean("quickstart.terminal")).run(System.err));
  }

  private int run(PrintStream err) {
    try {
      return runPhases();
    } catch (CommandFailed e) {
      progress.failed();
      err.print(e.getMessage());
      err.println("quickstart: " + e.command + " failed; its log is target/quickstart.log");
      return e.exitCode;
    } catch (Exception e) {
      progress.failed();
      err.println("quickstart: " + e);
      return 1;
    }
  }

  private int runPhases() throws Exception {
    long start = System.nanoTime();
    localSpark();
    Path settings = progress.phase("start PostgreSQL", this::prepare);
    command(
        "bootstrap: tables, lookup and raw data",
        "bootstrap",
        settings,
        "--lookup-file",
        "sample-data/merchant_lookup.csv",
        "--sample-data",
        "sample-data/transactions.csv");
    command("enrich: raw + three lookups -> curated", "enrich", settings);
    command("verify: curated = raw + lookups", "verify", settings);
    Answer answer = progress.phase("query the curated table", Quickstart::query);
    show(answer, Duration.ofNanos(System.nanoTime() - start));
    return 0;
  }

  /** A small Spark that opens no ports to others and no web page. */
  private static void localSpark() {
    Map.of(
            "spark.driver.host", "127.0.0.1",
            "spark.driver.bindAddress", "127.0.0.1",
            "spark.ui.enabled", "false",
            "spark.sql.shuffle.partitions", "4",
            "spark.sql.warehouse.dir", FOLDER.resolve("warehouse").toString())
        .forEach(System::setProperty);
  }

  /** Starts PostgreSQL with an empty database, and returns the file that says where it is. */
  private Path prepare() throws IOException {
    FileUtils.deleteDirectory(FOLDER.toFile());
    Files.createDirectories(FOLDER);
    Postgres.executeAsSuperuser(
        "postgres", "CREATE DATABASE %s OWNER \"%s\"".formatted(DATABASE, Postgres.USER));
    Postgres.execute(DATABASE, Files.readString(Path.of("sample-data", "lookups.sql")));
    Path file = FOLDER.resolve("enrich.properties");
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, settings());
  }

  private static String settings() {
    return """
        raw.path=%s
        target.path=%s
        lookup.jdbc.url=%s
        lookup.jdbc.user=%s
        lookup.jdbc.password=%s
        lookups=merchant,account,rate
        lookup.account.raw-key=account_id
        lookup.account.table=accounts
        lookup.account.key=account_id
        lookup.account.columns=segment:account_segment
        lookup.rate.raw-key=currency
        lookup.rate.table=currency_rates
        lookup.rate.key=currency
        lookup.rate.columns=rate_to_eur
        lookup.rate.valid-from=valid_from
        lookup.rate.raw-time=transaction_ts
        """
        .formatted(
            RAW.toUri(), TARGET.toUri(), Postgres.url(DATABASE), Postgres.USER, Postgres.PASSWORD);
  }

  private void command(String title, String name, Path settings, String... options)
      throws Exception {
    String[] words =
        Stream.concat(Stream.of(name, "--config", settings.toString()), Stream.of(options))
            .toArray(String[]::new);
    progress.phase(title, () -> run(name, words));
  }

  /** Runs one command as {@code Main} would; what it says is shown only where it fails. */
  private static String run(String name, String[] words) throws CommandFailed {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8)) {
      int exitCode = Commands.run(words, stream, stream);
      String text = said.toString(StandardCharsets.UTF_8);
      if (exitCode != 0) {
        throw new CommandFailed(name, exitCode, text);
      }
      return text;
    }
  }

  private static Answer query() {
    SparkSession spark = Sessions.open("quickstart");
    try {
      String table = "delta.`" + TARGET.toUri() + "`";
      Dataset<Row> ten =
          spark.sql(
              "SELECT transaction_id, enriched_category, account_segment, rate_to_eur FROM "
                  + table
                  + " WHERE merchant_id IS NOT NULL ORDER BY transaction_id LIMIT 10");
      Optional<RunRecord> record =
          spark.sql("DESCRIBE HISTORY " + table).select("userMetadata").collectAsList().stream()
              .map(row -> RunRecord.fromJson(row.getString(0)))
              .flatMap(Optional::stream)
              .findFirst();
      return new Answer(drawn(ten), record.orElseThrow());
    } finally {
      spark.stop();
    }
  }

  /** Rows as Spark draws them, which it does on Scala's console alone, with an empty line after. */
  private static String drawn(Dataset<Row> rows) {
    ByteArrayOutputStream drawn = new ByteArrayOutputStream();
    try (PrintStream stream = new PrintStream(drawn, true, StandardCharsets.UTF_8)) {
      scala.Console.withOut(
          stream,
          () -> {
            rows.show(10, false);
            return null;
          });
    }
    return drawn.toString(StandardCharsets.UTF_8).stripTrailing() + "\n";
  }

  private void show(Answer answer, Duration took) {
    RunRecord run = answer.run();
    out.println();
    out.print(answer.tenRows());
    out.printf(
        "%d rows; %.1f s to enrich, %.1f s in all%n",
        run.counts().rows(), run.seconds(), took.toMillis() / 1000.0);
    for (RunRecord.OfLookup lookup : run.lookups()) {
      out.printf(
          "%-8s %d matched; unmatched: %d null-key, %d unknown-key%n",
          lookup.name(),
          lookup.counts().matched(),
          lookup.counts().nullKey(),
          lookup.counts().unknownKey());
    }
  }

  /**
   * What the curated table says.
   *
   * @param tenRows the rows of the verification query, drawn as a table
   * @param run the newest run that its log tells of
   */
  private record Answer(String tenRows, RunRecord run) {}

  /** A command ended with another code than 0; the message is all it said. */
  private static final class CommandFailed extends Exception {
    private final String command;
    private final int exitCode;

    CommandFailed(String command, int exitCode, String said) {
      super(said);
      this.command = command;
      this.exitCode = exitCode;
    }
  }
}
