package dev.deltaenrich.bootstrap;

import dev.deltaenrich.config.JdbcSettings;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.source.PostgresConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads a file of merchants in one transaction: COPY into a temporary table, then one upsert. All
 * rows are loaded or none. Streams: the memory it needs does not depend on the file's size.
 *
 * @param jdbc the database
 * @param file the merchants
 */
record MerchantLoad(JdbcSettings jdbc, Path file) {
  private static final Logger LOG = LoggerFactory.getLogger(MerchantLoad.class);

  /** The upsert is one answer of the server; for a large file it may take longer than usual. */
  private static final Duration LONGEST_STATEMENT = Duration.ofMinutes(15);

  private static final String CREATE =
      """
      CREATE TEMPORARY TABLE incoming_merchants (
          line          BIGINT NOT NULL,
          merchant_id   TEXT COLLATE "C" NOT NULL,
          merchant_name TEXT NOT NULL,
          category      TEXT
      ) ON COMMIT DROP
      """;

  private static final String COPY =
      "COPY pg_temp.incoming_merchants FROM STDIN WITH (FORMAT text, ENCODING 'UTF8')";

  private static final String COUNT_DUPLICATES =
      "SELECT count(*) - count(DISTINCT merchant_id) FROM pg_temp.incoming_merchants";

  private static final String DUPLICATES =
      """
      SELECT line, merchant_id, first
      FROM (SELECT line, merchant_id, min(line) OVER (PARTITION BY merchant_id) AS first
            FROM pg_temp.incoming_merchants) AS numbered
      WHERE line > first ORDER BY line LIMIT\s"""
          + BadRows.NAMED;

  /**
   * In key order, so that two loads cannot wait for each other in a circle. A row that is already
   * so is not written again. In a row that was just inserted, xmax is 0.
   */
  private static final String UPSERT =
      """
      WITH written AS (
          INSERT INTO merchant_lookup AS known (merchant_id, merchant_name, category)
          SELECT merchant_id, merchant_name, category
          FROM pg_temp.incoming_merchants ORDER BY merchant_id
          ON CONFLICT (merchant_id) DO UPDATE
          SET merchant_name = excluded.merchant_name, category = excluded.category
          WHERE (known.merchant_name, known.category)
                IS DISTINCT FROM (excluded.merchant_name, excluded.category)
          RETURNING (known.xmax = 0) AS inserted)
      SELECT count(*) FILTER (WHERE inserted), count(*) FILTER (WHERE NOT inserted) FROM written
      """;

  /**
   * Loads the file.
   *
   * @throws EnrichException LOOKUP_FILE with the numbers of bad lines; nothing is loaded then
   */
  LoadedMerchants run() {
    // Closing without a commit rolls back.
    try (Connection connection = PostgresConnection.open(jdbc)) {
      PostgresConnection.begin(connection, jdbc);
      connection.setNetworkTimeout(Runnable::run, (int) LONGEST_STATEMENT.toMillis());
      LoadedMerchants loaded = load(connection);
      connection.commit();
      LOG.info(
          "merchant_lookup: {} rows of {} loaded in {} ms: {} inserted, {} updated, {} unchanged",
          loaded.rows(),
          file,
          loaded.milliseconds(),
          loaded.inserted(),
          loaded.updated(),
          loaded.unchanged());
      return loaded;
    } catch (SQLException e) {
      throw translate(e);
    } catch (IOException e) {
      throw new EnrichException(
          ErrorCode.USAGE,
          "Cannot read %s: %s; nothing was loaded, check the file".formatted(file, e),
          e);
    }
  }

  private LoadedMerchants load(Connection connection) throws SQLException, IOException {
    long start = System.nanoTime();
    BadRows bad = new BadRows();
    try (Statement statement = connection.createStatement()) {
      statement.execute(CREATE);
      long rows = copy(connection, bad);
      nameDuplicates(statement, bad);
      bad.throwIfAny(file, "nothing was loaded");
      try (ResultSet counts = statement.executeQuery(UPSERT)) {
        counts.next();
        long inserted = counts.getLong(1);
        long updated = counts.getLong(2);
        long milliseconds = Duration.ofNanos(System.nanoTime() - start).toMillis();
        return new LoadedMerchants(
            file.toString(), rows, inserted, updated, rows - inserted - updated, milliseconds);
      }
    }
  }

  private long copy(Connection connection, BadRows bad) throws SQLException, IOException {
    ReferenceTable table = ReferenceTable.read(connection, ReferenceTable.MERCHANTS);
    try (MerchantFile merchants = MerchantFile.open(file, table, bad)) {
      CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY);
      try {
        CopyText text = new CopyText(copy);
        for (Merchant row = merchants.next(); row != null; row = merchants.next()) {
          text.row(Long.toString(row.line()), row.id(), row.name(), row.category());
        }
        text.flush();
        return copy.endCopy();
      } finally {
        if (copy.isActive()) {
          copy.cancelCopy();
        }
      }
    }
  }

  private static void nameDuplicates(Statement statement, BadRows bad) throws SQLException {
    try (ResultSet count = statement.executeQuery(COUNT_DUPLICATES)) {
      count.next();
      if (count.getLong(1) == 0) {
        return;
      }
      bad.count(count.getLong(1));
    }
    try (ResultSet rows = statement.executeQuery(DUPLICATES)) {
      while (rows.next()) {
        bad.name(
            rows.getLong(1),
            "merchant_id '%s' is on line %d already"
                .formatted(Shown.text(rows.getString(2)), rows.getLong(3)));
      }
    }
  }

  private EnrichException translate(SQLException failure) {
    String state = String.valueOf(failure.getSQLState());
    if (state.equals("42P10")) {
      return new EnrichException(
          ErrorCode.CHECK_FAILED,
          ("Cannot load %s: merchant_lookup, made by hand, has no unique key on merchant_id;"
                  + " ALTER TABLE merchant_lookup ADD PRIMARY KEY (merchant_id), then load the"
                  + " file again")
              .formatted(file),
          failure);
    }
    if (state.startsWith("21") || state.startsWith("22") || state.startsWith("23")) {
      return new EnrichException(
          ErrorCode.LOOKUP_FILE,
          ("Cannot load %s: merchant_lookup refuses its rows (%s); nothing was loaded, correct"
                  + " the file or the table")
              .formatted(file, failure.getMessage().replaceAll("\\s*\\R\\s*", " ")),
          failure);
    }
    return PostgresConnection.translate("load " + file, jdbc, failure);
  }
}
