package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.cli.Commands;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.services.Postgres;
import dev.deltaenrich.services.TestSession;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;

/**
 * A small raw table of three files, a lookup in PostgreSQL and a curated table that an earlier run
 * committed; all in one folder, for one test to spoil.
 */
final class EnrichFixture {
  static final int ROWS = 12;

  private static String database;
  private static Path template;

  private final SparkSession spark = TestSession.get();
  private final Path folder;
  private final Map<String, String> settings = new TreeMap<>();

  private EnrichFixture(Path folder) {
    this.folder = folder;
    settings.put("raw.path", folder.resolve("raw").toString());
    settings.put("target.path", folder.resolve("curated").toString());
    settings.put("lookup.jdbc.url", Postgres.url(database()));
    settings.put("lookup.jdbc.user", Postgres.USER);
    settings.put("lookup.jdbc.password", Postgres.PASSWORD);
    settings.put("controls.enabled", "false");
    // What a test spoils behind the log's back is read again only when everything is.
    settings.put("enrich.mode", "full");
    settings.put("enrich.small-file-bytes", "0");
    settings.put("enrich.producer", "rewrite");
  }

  /** Tables in {@code folder}; the first caller in the JVM pays for making them. */
  static synchronized EnrichFixture landed(Path folder) throws IOException {
    if (template == null) {
      Path made = Files.createTempDirectory("delta-enrich-tables-");
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> FileUtils.deleteQuietly(made.toFile())));
      EnrichFixture first = new EnrichFixture(made);
      first.raw(first.rows(), 3);
      assertThat(first.enrich().exitCode()).isZero();
      template = made;
    }
    FileUtils.copyDirectory(template.toFile(), folder.toFile());
    DeltaLog.clearCache();
    return new EnrichFixture(folder);
  }

  private static String database() {
    if (database == null) {
      String made = Postgres.createDatabase();
      Postgres.execute(
          made,
          "CREATE TABLE merchant_lookup (merchant_id VARCHAR(50) PRIMARY KEY, category TEXT)",
          "INSERT INTO merchant_lookup VALUES ('MER-ABC', 'Groceries'), ('MER-XYZ', 'Electronics')");
      database = made;
    }
    return database;
  }

  EnrichFixture set(String key, String value) {
    settings.put(key, value);
    return this;
  }

  SparkSession spark() {
    return spark;
  }

  Path rawPath() {
    return folder.resolve("raw");
  }

  Path targetPath() {
    return folder.resolve("curated");
  }

  /** The usual rows: text keys known, unknown and null. */
  Dataset<Row> rows() {
    return spark
        .range(0, ROWS, 1, 1)
        .selectExpr(
            "concat('t', id) AS transaction_id",
            "CASE id % 4 WHEN 0 THEN 'MER-ABC' WHEN 1 THEN 'MER-XYZ' WHEN 3 THEN 'MER-404' END"
                + " AS merchant_id",
            "CAST(id AS DECIMAL(18,2)) AS amount",
            "CAST(id AS DOUBLE) AS rate");
  }

  /** Replaces the raw table by these rows in so many files. */
  EnrichFixture raw(Dataset<Row> rows, int files) {
    FileUtils.deleteQuietly(rawPath().toFile());
    DeltaLog.clearCache();
    rows.repartition(files).write().format("delta").save(rawPath().toString());
    return this;
  }

  /** The raw table's data files, by name. */
  List<Path> rawFiles() {
    try (Stream<Path> files = Files.walk(rawPath())) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(".parquet"))
          .filter(file -> !file.toString().contains("_delta_log"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path rawLog(long version) {
    return rawPath().resolve("_delta_log/%020d.json".formatted(version));
  }

  /** Overwrites a file of a table behind Delta's and Hadoop's back. */
  static void overwrite(Path file, byte[] bytes) throws IOException {
    Files.write(file, bytes);
    Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
    // From 3.3 on Delta takes schema and features from a log's newest checksum.
    try (DirectoryStream<Path> checksums =
        Files.newDirectoryStream(file.getParent(), "[0-9]*.crc")) {
      for (Path checksum : checksums) {
        Files.delete(checksum);
      }
    }
    DeltaLog.clearCache();
  }

  static void delete(Path file) throws IOException {
    Files.delete(file);
    Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
    DeltaLog.clearCache();
  }

  /** Edits the text of the raw table's first commit. */
  void editLog(String regex, String replacement) throws IOException {
    String text = Files.readString(rawLog(0));
    String edited = text.replaceFirst(regex, replacement);
    assertThat(edited).as("the log after its edit").isNotEqualTo(text);
    overwrite(rawLog(0), edited.getBytes(StandardCharsets.UTF_8));
  }

  Dataset<Row> curated() {
    DeltaLog.clearCache();
    return spark.read().format("delta").load(settings.get("target.path"));
  }

  long targetVersion() {
    DeltaLog.clearCache();
    return DeltaLog.forTable(spark, settings.get("target.path")).snapshot().version();
  }

  Outcome enrich(String... options) {
    return command("enrich", options);
  }

  /** Runs a command as {@code Main} would, with this fixture's settings in a file. */
  Outcome command(String name, String... options) {
    String[] words =
        Stream.concat(
                Stream.of(name, "--config", settingsFile().toString()), Arrays.stream(options))
            .toArray(String[]::new);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode = Commands.run(words, stream(out), stream(err));
    return new Outcome(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  Path settingsFile() {
    try {
      Path file = folder.resolve("enrich.properties");
      Files.deleteIfExists(file);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      return Files.writeString(
          file,
          settings.entrySet().stream()
              .map(entry -> entry.getKey() + "=" + entry.getValue())
              .collect(Collectors.joining("\n", "", "\n")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs {@code enrich} and holds it to the promise for bad input: one clear line, the code's exit
   * code, and a target whose version and files, to the byte, are what they were.
   *
   * @param parts texts the line must have
   */
  void failsAndLeavesTheTargetAlone(ErrorCode code, String... parts) throws IOException {
    Map<String, String> before = filesBelow(targetPath());
    Outcome outcome = enrich();
    assertThat(outcome.err())
        .startsWith("delta-enrich: " + code + ": Cannot ")
        .contains(parts)
        .contains("; ");
    assertThat(outcome.err().lines()).as("lines of the message").hasSize(1);
    assertThat(outcome.err()).doesNotContain("\\n").doesNotContain(Postgres.PASSWORD);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.exitCode()).isEqualTo(code.exitCode().value());
    assertThat(filesBelow(targetPath())).isEqualTo(before);
  }

  /** Every file below a folder, hidden ones too, and a digest of its bytes. */
  static Map<String, String> filesBelow(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return Map.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      Map<String, String> found = new TreeMap<>();
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        found.put(folder.relativize(file).toString(), DigestUtils.md5Hex(Files.readAllBytes(file)));
      }
      return found;
    }
  }

  /** How a command ended and what it said. */
  record Outcome(int exitCode, String out, String err) {}
}
