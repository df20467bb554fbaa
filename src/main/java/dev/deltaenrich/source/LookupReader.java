package dev.deltaenrich.source;

import dev.deltaenrich.config.CompositeKey;
import dev.deltaenrich.config.KeyEquality;
import dev.deltaenrich.config.KeyType;
import dev.deltaenrich.config.LookupSettings;
import dev.deltaenrich.config.NewColumn;
import dev.deltaenrich.config.Period;
import dev.deltaenrich.config.Rule;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a lookup once, row by row: counts, sizes and hashes it, and proves its keys unique. Holds
 * the rows up to the broadcast bound, if the heap has room for them; beyond, they go to the spill
 * in portions of that size. One object reads one lookup; not thread-safe.
 */
final class LookupReader {
  private static final Logger LOG = LoggerFactory.getLogger(LookupReader.class);
  private static final int ROWS_A_LOOK = 100;
  private static final String QUERY_CANCELED = "57014";

  /** A portion is a file of the history: a bound of a few bytes must not make a file a row. */
  private static final long SMALLEST_PORTION = 1L << 20;

  /** What the rows of a round trip may take, beside those that are held. */
  private static final long ROUND_TRIP_BYTES = 16L << 20;

  private final Connection connection;
  private final LookupSettings settings;
  private Rule rule;
  private List<LookupKey> keys;
  private PeriodColumns periods;
  private final LookupSpill spill;
  private final long deadline;
  private final LookupHash hash = new LookupHash();
  private List<LookupRow> held = new ArrayList<>();
  private long heldBytes;
  private long bytes;
  private long rowCount;
  private long nullKeys;
  private long emptyPeriods;
  private boolean spilled;

  /**
   * @param connection inside the transaction to read in
   * @param spill gets the rows when they are too many to hold
   * @param deadline when reading is given up, by {@link System#nanoTime}
   */
  LookupReader(Connection connection, LookupSettings settings, LookupSpill spill, long deadline) {
    this.deadline = deadline;
    this.connection = connection;
    this.settings = settings;
    this.rule = settings.rule();
    this.spill = spill;
  }

  /**
   * Reads it.
   *
   * @throws EnrichException LOOKUP_EMPTY, LOOKUP_DUPLICATES, LOOKUP_TYPE or KEY_NOT_TEXT
   * @throws SQLTimeoutException after the deadline
   */
  Lookup read() throws SQLException {
    LookupQuery query = query();
    List<LookupColumn> columns;
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(fetchSize());
      try (ResultSet rows = statement.executeQuery(query.rows())) {
        List<LookupType> types = types(rows.getMetaData());
        columns = columns(types);
        while (rows.next()) {
          add(row(rows, types), columns);
          if (rowCount % ROWS_A_LOOK == 0) {
            requireTime();
            rows.setFetchSize(fetchSize());
          }
        }
      }
    }
    finish(columns, query);
    return new Lookup(
        hash.id(columns, keyTypes()),
        settings.table(),
        keyTypes(),
        columns,
        rowCount,
        bytes,
        held,
        spilled);
  }

  /**
   * The SQL that reads it, which depends on the key's type.
   *
   * @throws EnrichException KEY_NOT_TEXT, or LOOKUP_TYPE where a row's validity is no time
   */
  LookupQuery query() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet none = statement.executeQuery(LookupQuery.keyAlone(settings))) {
      keys = keys(none.getMetaData());
    }
    rule = settings.rule().comparing(keyTypes());
    return new LookupQuery(settings, keys);
  }

  private List<LookupKey> keys(ResultSetMetaData metaData) throws SQLException {
    List<LookupKey> found = new ArrayList<>();
    for (int column = 1; column <= settings.keys().size(); column++) {
      String name = settings.keys().get(column - 1);
      String postgresType = LookupType.name(metaData, column);
      found.add(
          LookupKey.of(metaData, column)
              .orElseThrow(
                  () ->
                      new EnrichException(
                          ErrorCode.KEY_NOT_TEXT,
                          "Cannot use lookup %s: its key '%s' is %s, and only texts, whole numbers and dates can be looked up; cast it in a view and set lookup.table to that"
                              .formatted(settings.table(), name, postgresType))));
    }
    periods = PeriodColumns.of(metaData, settings.keys().size() + 1, settings);
    return found;
  }

  private void requireTime() throws SQLTimeoutException {
    if (System.nanoTime() > deadline) {
      throw new SQLTimeoutException("the time is up", QUERY_CANCELED);
    }
  }

  /** Rows of the next round trip: as many as set, fewer where those read so far are wide. */
  private int fetchSize() {
    int most = settings.jdbc().fetchSize();
    if (rowCount == 0) {
      return Math.min(ROWS_A_LOOK, most);
    }
    long rowBytes = Math.max(1, bytes / rowCount);
    return (int) Math.max(1, Math.min(most, ROUND_TRIP_BYTES / rowBytes));
  }

  /** What each part of the keys is; only after {@link #query} or {@link #read}. */
  List<KeyType> keyTypes() {
    return keys.stream().map(LookupKey::type).toList();
  }

  /** How keys are compared; only after {@link #query} or {@link #read}. */
  KeyEquality match() {
    return rule.match();
  }

  /** The digests of all rows added up; only after {@link #read}. */
  BigInteger sum() {
    return hash.sum();
  }

  /** Rows whose key is null, of those read so far. */
  long rowsWithoutKey() {
    return nullKeys;
  }

  /** How the columns after the key are read. */
  List<LookupType> types(ResultSetMetaData metaData) throws SQLException {
    List<LookupType> types = new ArrayList<>();
    int before = columnsBefore();
    for (int column = before + 1; column <= metaData.getColumnCount(); column++) {
      String name = rule.columns().get(column - before - 1).lookupColumn();
      String postgresType = LookupType.name(metaData, column);
      LookupType type =
          LookupType.of(metaData, column)
              .orElseThrow(
                  () ->
                      new EnrichException(
                          ErrorCode.LOOKUP_TYPE,
                          "Cannot use lookup %s: its column '%s' is %s, which has no counterpart in Spark; cast it in a view and set lookup.table to that"
                              .formatted(settings.table(), name, postgresType)));
      types.add(type);
    }
    return types;
  }

  /** Those of the key, and those that say when a row is valid. */
  private int columnsBefore() {
    return periods.after().first() - 1;
  }

  /** The looked-up columns, of these types. */
  List<LookupColumn> columns(List<LookupType> types) {
    List<LookupColumn> columns = new ArrayList<>();
    for (int i = 0; i < rule.columns().size(); i++) {
      NewColumn column = rule.columns().get(i);
      columns.add(new LookupColumn(column.lookupColumn(), types.get(i).spark()));
    }
    return columns;
  }

  /** The current row, or null when it can match nothing. */
  LookupRow row(ResultSet rows, List<LookupType> types) throws SQLException {
    String text = key(rows);
    if (text == null) {
      nullKeys++;
      return null;
    }
    Object[] values = new Object[types.size()];
    for (int i = 0; i < values.length; i++) {
      int column = columnsBefore() + i + 1;
      try {
        values[i] = types.get(i).reader().read(rows, column);
      } catch (ArithmeticException | DateTimeException | NumberFormatException e) {
        throw misfit(text, i, rows.getString(column), types.get(i), e);
      }
    }
    return rule.validity().isEmpty() ? new LookupRow(text, values) : dated(text, values, rows);
  }

  /** A row with the period in which it is valid, or null when it never is. */
  private LookupRow dated(String key, Object[] values, ResultSet rows) throws SQLException {
    Period period;
    try {
      period = periods.read(rows, rule.validity().orElseThrow().zone());
    } catch (ArithmeticException | DateTimeException e) {
      throw new EnrichException(
          ErrorCode.LOOKUP_TYPE,
          "Cannot use lookup %s: the row of key '%s' is valid from or to a time that is too far away to be counted in microseconds; correct the row, or use null or infinity"
              .formatted(settings.table(), CompositeKey.shown(key)),
          e);
    }
    if (period.isEmpty()) {
      emptyPeriods++;
      return null;
    }
    return new LookupRow(period.after(key), values);
  }

  /** All parts of the current row's key; null where one of them is. */
  private String key(ResultSet rows) throws SQLException {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      String part = key(rows, i);
      if (part == null) {
        return null;
      }
      parts.add(part);
    }
    return CompositeKey.join(parts);
  }

  private String key(ResultSet rows, int part) throws SQLException {
    LookupKey key = keys.get(part);
    try {
      return (String) key.reader().read(rows, part + 1);
    } catch (ArithmeticException | NumberFormatException e) {
      throw new EnrichException(
          ErrorCode.LOOKUP_TYPE,
          "Cannot use lookup %s: its key '%s' holds %s, which is not %s that a row of raw can have; correct the row, or leave it out in a view and set lookup.table to that"
              .formatted(
                  settings.table(),
                  settings.keys().get(part),
                  rows.getString(part + 1),
                  key.type().word()),
          e);
    }
  }

  private EnrichException misfit(
      String key, int index, String value, LookupType type, RuntimeException cause) {
    return new EnrichException(
        ErrorCode.LOOKUP_TYPE,
        "Cannot use lookup %s: for key '%s' its column '%s' holds %s, which does not fit %s; correct the row, or cast the column in a view and set lookup.table to that"
            .formatted(
                settings.table(),
                CompositeKey.shown(key),
                rule.columns().get(index).lookupColumn(),
                value,
                type.spark().catalogString()),
        cause);
  }

  private void add(LookupRow row, List<LookupColumn> columns) throws SQLException {
    if (row == null) {
      return;
    }
    rowCount++;
    long size = hash.add(row);
    bytes += size;
    heldBytes += size;
    held.add(row);
    if (heldBytes > SMALLEST_PORTION && !fits(columns)) {
      flush(columns);
    }
  }

  /** Whether the rows that are held may go on to be. */
  private boolean fits(List<LookupColumn> columns) {
    return heldBytes <= settings.maxBroadcastBytes()
        && spill.room().holds(held.size(), columns.size(), heldBytes);
  }

  /** From the first flush on, uniqueness is PostgreSQL's to prove: its keys no longer fit here. */
  private void flush(List<LookupColumn> columns) throws SQLException {
    spilled = true;
    spill.write(columns, held);
    held = new ArrayList<>();
    heldBytes = 0;
  }

  private void finish(List<LookupColumn> columns, LookupQuery query) throws SQLException {
    if (nullKeys > 0) {
      warnOfRowsWithoutKey(nullKeys);
    }
    if (emptyPeriods > 0) {
      LOG.warn(
          "{}: {} rows are never valid, since they end before they begin, and match nothing",
          settings.table(),
          emptyPeriods);
    }
    if (rowCount == 0) {
      throw new EnrichException(
          ErrorCode.LOOKUP_EMPTY,
          "Cannot enrich from lookup %s: it has no rows with a key; load it (bootstrap seeds the demo's)"
              .formatted(settings.table()));
    }
    if (spilled || !fits(columns)) {
      flush(columns);
    }
    new UniqueKeys(connection, settings, rule, query, periods).require(spilled ? null : held);
  }

  void warnOfRowsWithoutKey(long rows) {
    LOG.warn("{}: {} rows have no key and match nothing", settings.table(), rows);
  }
}
