package dev.deltaenrich.source;

import dev.deltaenrich.config.KeyType;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a PostgreSQL column becomes keys, or a part of composite ones: each value as the text that
 * {@link KeyType} gives it.
 *
 * @param type what the keys are
 * @param numeric whether equal values may have several texts in PostgreSQL: 7 and 7.0
 * @param comparable whether PostgreSQL itself compares values of the type
 * @param reader takes the key, or null, out of a result set
 */
record LookupKey(KeyType type, boolean numeric, boolean comparable, LookupType.Reader reader) {
  /** Types that are equal otherwise than their texts are. */
  private static final Map<String, KeyType> TEXTS =
      Map.of("uuid", KeyType.UUID, "citext", KeyType.CITEXT, "bpchar", KeyType.CHAR);

  /** Types that have a text but no equality. */
  private static final Set<String> TEXTS_ALONE = Set.of("json", "xml");

  /** That of column {@code column} (from 1); empty where values of its type cannot be keys. */
  static Optional<LookupKey> of(ResultSetMetaData columns, int column) throws SQLException {
    String name = columns.getColumnTypeName(column);
    return switch (columns.getColumnType(column)) {
      case Types.SMALLINT, Types.INTEGER, Types.BIGINT ->
          Optional.of(new LookupKey(KeyType.INTEGER, false, true, ResultSet::getString));
      case Types.NUMERIC ->
          Optional.of(new LookupKey(KeyType.INTEGER, true, true, LookupKey::whole));
      case Types.DATE -> Optional.of(new LookupKey(KeyType.DATE, false, true, LookupKey::day));
      default ->
          LookupType.of(columns, column)
              .filter(LookupType::isText)
              .map(
                  text ->
                      new LookupKey(
                          TEXTS.getOrDefault(name, KeyType.TEXT),
                          false,
                          !TEXTS_ALONE.contains(name),
                          text.reader()));
    };
  }

  private static Object whole(ResultSet rows, int column) throws SQLException {
    String text = rows.getString(column);
    return text == null ? null : new BigDecimal(text).toBigIntegerExact().toString();
  }

  private static Object day(ResultSet rows, int column) throws SQLException {
    Object day = LookupType.date(rows, column);
    return day == null ? null : day.toString();
  }
}
