package dev.deltaenrich.source;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * How a PostgreSQL column becomes a Spark column. Values are read as the Java objects that Spark's
 * rows hold, and written as the text that Spark's {@code cast} reads back to the same value.
 *
 * @param spark the type in Spark
 * @param reader takes the value, or null, out of a result set
 */
record LookupType(DataType spark, Reader reader) {
  private static final int MAX_PRECISION = 38;
  private static final int DEFAULT_SCALE = 18;
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  /** Types that have no counterpart in Spark but a text that says all there is to say. */
  private static final Set<String> AS_TEXT =
      Set.of("uuid", "json", "jsonb", "citext", "inet", "cidr", "macaddr", "xml");

  /** Takes one value out of the current row. */
  interface Reader {
    Object read(ResultSet rows, int column) throws SQLException;
  }

  /** The type of column {@code column} (from 1), or empty where Spark has nothing like it. */
  static Optional<LookupType> of(ResultSetMetaData columns, int column) throws SQLException {
    String name = columns.getColumnTypeName(column);
    return Optional.ofNullable(
        switch (columns.getColumnType(column)) {
          case Types.VARCHAR, Types.CHAR, Types.LONGVARCHAR -> text();
          case Types.SMALLINT -> new LookupType(DataTypes.ShortType, nullable(ResultSet::getShort));
          case Types.INTEGER -> new LookupType(DataTypes.IntegerType, nullable(ResultSet::getInt));
          case Types.BIGINT -> new LookupType(DataTypes.LongType, nullable(ResultSet::getLong));
          case Types.BOOLEAN, Types.BIT ->
              name.equals("bool")
                  ? new LookupType(DataTypes.BooleanType, nullable(ResultSet::getBoolean))
                  : null;
          case Types.REAL -> new LookupType(DataTypes.FloatType, nullable(ResultSet::getFloat));
          case Types.DOUBLE ->
              name.equals("money")
                  ? null
                  : new LookupType(DataTypes.DoubleType, nullable(ResultSet::getDouble));
          case Types.NUMERIC -> decimal(columns.getPrecision(column), columns.getScale(column));
          case Types.DATE ->
              new LookupType(DataTypes.DateType, (rows, i) -> rows.getObject(i, LocalDate.class));
          case Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE ->
              new LookupType(
                  DataTypes.TimestampType,
                  name.equals("timestamptz") ? LookupType::instant : LookupType::localAsUtc);
          default -> AS_TEXT.contains(name) ? text() : null;
        });
  }

  /** Whether values are text in PostgreSQL, so that they may be keys. */
  boolean isText() {
    return spark.equals(DataTypes.StringType);
  }

  /** The text of a value this type read; null for null. */
  static String text(Object value) {
    return value instanceof Instant instant
        ? TIMESTAMP.format(instant)
        : value == null ? null : value.toString();
  }

  private static LookupType text() {
    return new LookupType(DataTypes.StringType, ResultSet::getString);
  }

  private static LookupType decimal(int precision, int scale) {
    boolean unlimited = precision == 0;
    int sparkScale = unlimited ? DEFAULT_SCALE : scale;
    if (precision > MAX_PRECISION || sparkScale < 0 || (!unlimited && sparkScale > precision)) {
      return null;
    }
    int sparkPrecision = unlimited ? MAX_PRECISION : precision;
    return new LookupType(
        DataTypes.createDecimalType(sparkPrecision, sparkScale),
        (rows, i) ->
            rows.getBigDecimal(i) == null ? null : rows.getBigDecimal(i).setScale(sparkScale));
  }

  private static Object instant(ResultSet rows, int column) throws SQLException {
    OffsetDateTime value = rows.getObject(column, OffsetDateTime.class);
    return value == null ? null : value.toInstant();
  }

  /** A timestamp without a zone is taken as UTC, the session's zone. */
  private static Object localAsUtc(ResultSet rows, int column) throws SQLException {
    LocalDateTime value = rows.getObject(column, LocalDateTime.class);
    return value == null ? null : value.toInstant(ZoneOffset.UTC);
  }

  private static Reader nullable(Reader reader) {
    return (rows, column) -> {
      Object value = reader.read(rows, column);
      return rows.wasNull() ? null : value;
    };
  }
}
