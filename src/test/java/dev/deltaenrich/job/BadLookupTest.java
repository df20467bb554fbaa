package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.services.Ports;
import dev.deltaenrich.services.Postgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.alias.CredentialProvider;
import org.apache.hadoop.security.alias.CredentialProviderFactory;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job with a lookup, or controls, that are not as they should be. */
class BadLookupTest {
  private static final String PROVIDER_PATH =
      "spark.hadoop." + CredentialProviderFactory.CREDENTIAL_PROVIDER_PATH;

  @TempDir Path folder;
  private String database;
  private EnrichFixture tables;

  @BeforeEach
  void land() throws IOException {
    database = Postgres.createDatabase();
    tables = EnrichFixture.landed(folder).set("lookup.jdbc.url", Postgres.url(database));
  }

  private void lookup(String columns, String... rows) {
    Postgres.execute(database, "CREATE TABLE merchant_lookup (%s)".formatted(columns));
    for (String row : rows) {
      Postgres.execute(database, "INSERT INTO merchant_lookup VALUES (%s)".formatted(row));
    }
  }

  private void textLookup(String... rows) {
    lookup("merchant_id text, category text", rows);
  }

  private void controls(String key, String value) {
    Postgres.execute(
        database,
        "CREATE TABLE app_configs (config_key text, config_value text)",
        "INSERT INTO app_configs VALUES ('%s', '%s')".formatted(key, value));
    tables.set("controls.enabled", "true");
  }

  @Test
  void aDatabaseServerThatIsDown() throws IOException {
    int port = Ports.free();
    tables.set("lookup.jdbc.url", "jdbc:postgresql://127.0.0.1:%d/main_db".formatted(port));
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.DATABASE_UNREACHABLE, "127.0.0.1:" + port, "check lookup.jdbc.url");
  }

  @Test
  void aDatabaseServerThatNeverAnswers() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      tables
          .set("lookup.jdbc.timeout", "2s")
          .set(
              "lookup.jdbc.url",
              "jdbc:postgresql://127.0.0.1:%d/main_db".formatted(silent.getLocalPort()));
      long start = System.nanoTime();
      tables.failsAndLeavesTheTargetAlone(
          ErrorCode.DATABASE_UNREACHABLE, "127.0.0.1:" + silent.getLocalPort());
      assertThat(System.nanoTime() - start).isLessThan(15_000_000_000L);
    }
  }

  @Test
  void aWrongPassword() throws IOException {
    tables.set("lookup.jdbc.password", "canary-wrong");
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.DATABASE_DENIED,
        "password authentication failed",
        "with the password of lookup.jdbc.password from ",
        "ENRICH_LOOKUP_JDBC_PASSWORD, lookup.jdbc.password-file, lookup.jdbc.password-command or"
            + " .pgpass");
  }

  @Test
  void noPasswordAtAll() throws IOException {
    tables.set("lookup.jdbc.password", "");
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.DATABASE_DENIED, "no password", "ENRICH_LOOKUP_JDBC_PASSWORD");
  }

  @Test
  void aPasswordInACredentialProviderIsFound() throws IOException {
    textLookup("'MER-ABC', 'Groceries'");
    String path = "localjceks://file" + folder.resolve("secrets.jceks");
    Configuration conf = new Configuration(false);
    conf.set(CredentialProviderFactory.CREDENTIAL_PROVIDER_PATH, path);
    CredentialProvider provider = CredentialProviderFactory.getProviders(conf).get(0);
    provider.createCredentialEntry("lookup.jdbc.password", Postgres.PASSWORD.toCharArray());
    provider.flush();
    tables.set("lookup.jdbc.password", "");

    System.setProperty(PROVIDER_PATH, path);
    try {
      assertThat(tables.enrich().exitCode()).isZero();
    } finally {
      System.clearProperty(PROVIDER_PATH);
    }
  }

  @Test
  void anUnknownDatabase() throws IOException {
    tables.set("lookup.jdbc.url", Postgres.url("no_such_db"));
    tables.failsAndLeavesTheTargetAlone(ErrorCode.DATABASE_MISSING, "database no_such_db");
  }

  @Test
  void aMissingTable() throws IOException {
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.LOOKUP_MISSING, "\"merchant_lookup\" does not exist", "run bootstrap");
  }

  @Test
  void aMissingColumn() throws IOException {
    lookup("merchant_id text");
    tables.failsAndLeavesTheTargetAlone(ErrorCode.LOOKUP_COLUMN_MISSING, "column \"category\"");
  }

  @Test
  void aTableThatMayNotBeRead() throws IOException {
    Postgres.executeAsSuperuser(
        database, "CREATE TABLE merchant_lookup (merchant_id text, category text)");
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.LOOKUP_DENIED, "permission denied for table merchant_lookup", "grant user");
  }

  @Test
  void anEmptyTable() throws IOException {
    textLookup();
    tables.failsAndLeavesTheTargetAlone(ErrorCode.LOOKUP_EMPTY, "it has no rows with a key");
  }

  @Test
  void duplicateKeys() throws IOException {
    textLookup("'MER-ABC', 'a'", "'MER-ABC', 'b'");
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.LOOKUP_DUPLICATES, "'MER-ABC' (2 rows)", "lookup.duplicates=first:COLUMN");
  }

  @Test
  void duplicateKeysOfALookupTooLargeToHoldLeaveNothingInItsHistoryEither() throws IOException {
    textLookup("'MER-ABC', 'a'", "'MER-XYZ', 'b'", "'MER-ABC', 'c'");
    tables.set("lookup.max-broadcast-bytes", "10B");
    Path history = folder.resolve("curated_lookups");
    Map<String, String> before = EnrichFixture.filesBelow(history);

    tables.failsAndLeavesTheTargetAlone(ErrorCode.LOOKUP_DUPLICATES, "'MER-ABC' (2 rows)");

    assertThat(EnrichFixture.filesBelow(history)).isEqualTo(before);
  }

  @Test
  void aKeyThatIsANumberWhereRawHasTexts() throws IOException {
    lookup("merchant_id integer, category text", "1, 'a'");
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.KEY_NOT_TEXT,
        "its key column 'merchant_id' is string",
        "the key 'merchant_id' of lookup merchant_lookup is a whole number");
  }

  @Test
  void aKeyThatIsAFraction() throws IOException {
    lookup("merchant_id real, category text", "1, 'a'");
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.KEY_NOT_TEXT, "its key 'merchant_id' is float4", "view");
  }

  @Test
  void aColumnWithoutACounterpartInSpark() throws IOException {
    lookup("merchant_id text, category bytea", "'MER-ABC', NULL");
    tables.failsAndLeavesTheTargetAlone(ErrorCode.LOOKUP_TYPE, "'category' is bytea");
  }

  @Test
  void aValueThatSparkCannotHold() throws IOException {
    lookup("merchant_id text, category date", "'MER-ABC', 'infinity'");
    tables.failsAndLeavesTheTargetAlone(ErrorCode.LOOKUP_TYPE, "for key 'MER-ABC'", "infinity");
  }

  @Test
  void oddKeysAndValuesAreFine() {
    String odd = "it's \"$1\" \\1 $$ %s\n\t\ud83d\ude00 ";
    String literal = "'" + odd.replace("'", "''") + "'";
    textLookup(literal + ", " + literal);
    tables.raw(
        tables
            .spark()
            .createDataFrame(
                List.of(RowFactory.create("t1", odd)),
                new StructType().add("transaction_id", "string").add("merchant_id", "string")),
        1);

    assertThat(tables.set("lookup.match", "exact").enrich().exitCode()).isZero();
    assertThat(tables.curated().first()).extracting(row -> row.getString(2)).isEqualTo(odd);
  }

  @Test
  void everyTypeArrivesAsItIs() {
    lookup(
        "merchant_id text, small smallint, whole int, large bigint, exact numeric(38,10),"
            + " loose numeric, yes boolean, single real, dbl double precision, day date,"
            + " at timestamp, zoned timestamptz, id uuid, doc jsonb, fixed char(5)",
        "'MER-ABC', -1, 2, 9223372036854775807, 1234567890123456789012345678.0123456789, 0.5, true,"
            + " 'NaN', '-Infinity', '0044-03-15 BC', '0044-03-15 01:02:03 BC',"
            + " '2024-01-02 03:04:05+02', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '{\"a\": 1}', 'x'");
    tables.set(
        "lookup.columns", "small,whole,large,exact,loose,yes,single,dbl,day,at,zoned,id,doc,fixed");
    String casts =
        "concat_ws('|', small, whole, large, exact, loose, yes, single, dbl, day, at, zoned, id,"
            + " doc, fixed)";
    String expected =
        "-1|2|9223372036854775807|1234567890123456789012345678.0123456789|0.500000000000000000|true"
            + "|NaN|-Infinity|-0043-03-15|-0043-03-15 01:02:03|2024-01-02 01:04:05"
            + "|a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11|{\"a\": 1}|x";

    for (String bound : new String[] {"256MiB", "1B"}) {
      EnrichFixture.Outcome outcome =
          tables.set("lookup.max-broadcast-bytes", bound).enrich("--overwrite");
      assertThat(outcome.exitCode()).as(outcome.err()).isZero();
      List<Row> rows =
          tables.curated().where("merchant_id = 'MER-ABC'").selectExpr(casts).collectAsList();
      assertThat(rows).isNotEmpty().extracting(row -> row.getString(0)).containsOnly(expected);
    }
  }

  @Test
  void switchedOffItWritesNothingAtAll() throws IOException {
    textLookup("'MER-ABC', 'a'");
    controls("data_ingestion_enabled", "false");
    Path target = folder.resolve("new");
    tables.set("target.path", target.toString());

    EnrichFixture.Outcome outcome = tables.enrich();

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).startsWith("Switched off");
    assertThat(target).doesNotExist();
    assertThat(folder.resolve("new_lookups")).doesNotExist();
    assertThat(tables.enrich("--ignore-controls").exitCode()).isZero();
    assertThat(target).exists();
  }

  @Test
  void aSwitchThatIsNeitherOnNorOff() throws IOException {
    textLookup("'MER-ABC', 'a'");
    controls("data_ingestion_enabled", "perhaps");
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.CONTROL_INVALID, "'data_ingestion_enabled' has the value 'perhaps'");
    assertThat(tables.enrich("--ignore-controls").exitCode()).isZero();
  }

  @Test
  void missingControls() throws IOException {
    textLookup("'MER-ABC', 'a'");
    tables.set("controls.enabled", "true");
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.LOOKUP_MISSING, "app_configs", "run bootstrap", "controls.enabled=false");
    assertThat(tables.set("controls.enabled", "auto").enrich().exitCode()).isZero();
    assertThat(Files.exists(folder.resolve("curated"))).isTrue();
  }
}
