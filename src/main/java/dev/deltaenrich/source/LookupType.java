package dev.deltaenrich.source;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;

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

  private static final Map<DataType, Function<String, Object>> PARSERS =
      Map.of(
          DataTypes.StringType, text -> text,
          DataTypes.ShortType, Short::valueOf,
          DataTypes.IntegerType, Integer::valueOf,
          DataTypes.LongType, Long::valueOf,
          DataTypes.BooleanType, Boolean::valueOf,
          DataTypes.FloatType, Float::valueOf,
          DataTypes.DoubleType, Double::valueOf,
          DataTypes.DateType, LocalDate::parse,
          DataTypes.TimestampType, text -> TIMESTAMP.parse(text, Instant::from));

  /** Types that have no counterpart in Spark but a text that says all there is to say. */
  private static final Set<String> AS_TEXT =
      Set.of("uuid", "json", "jsonb", "citext", "inet", "cidr", "macaddr", "xml");

  /** Takes one value out of the current row. */
  interface Reader {
    /**
     * The value, or null for null.
     *
     * @throws ArithmeticException when Spark's type cannot hold it
     * @throws DateTimeException likewise
     * @throws NumberFormatException likewise, for a number that is none (NaN)
     */
    Object read(ResultSet rows, int column) throws SQLException;
  }

  /** The type of column {@code column} (from 1), or empty where Spark has nothing like it. */
  static Optional<LookupType> of(ResultSetMetaData columns, int column) throws SQLException {
    String name = columns.getColumnTypeName(column);
    return Optional.ofNullable(
        switch (columns.getColumnType(column)) {
          case Types.VARCHAR, Types.CHAR, Types.LONGVARCHAR ->
              name.equals("bpchar") ? unpadded() : text();
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
          case Types.NUMERIC -> decimal(columns.getPrecision(column), scale(columns, column));
          case Types.DATE -> new LookupType(DataTypes.DateType, LookupType::date);
          case Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE ->
              new LookupType(
                  DataTypes.TimestampType,
                  name.equals("timestamptz") ? LookupType::instant : LookupType::localAsUtc);
          default -> AS_TEXT.contains(name) ? text() : null;
        });
  }

  /** The type's name for people, with its digits where there are any. */
  static String name(ResultSetMetaData columns, int column) throws SQLException {
    String name = columns.getColumnTypeName(column);
    return columns.getColumnType(column) == Types.NUMERIC && columns.getPrecision(column) > 0
        ? "%s(%d,%d)".formatted(name, columns.getPrecision(column), scale(columns, column))
        : name;
  }

  /** Of eleven bits, the first its sign (PostgreSQL 15, numeric.c); the driver gives them bare. */
  private static int scale(ResultSetMetaData columns, int column) throws SQLException {
    return ((columns.getScale(column) & 0x7ff) ^ 0x400) - 0x400;
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

  /**
   * The value of a type that {@link #text} made a text of.
   *
   * @throws IllegalArgumentException when there is no such value
   */
  static Object value(String text, DataType type) {
    Function<String, Object> parse =
        type instanceof DecimalType ? BigDecimal::new : PARSERS.get(type);
    try {
      return parse.apply(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("%s is no %s".formatted(text, type.sql()), e);
    }
  }

  private static LookupType text() {
    return new LookupType(DataTypes.StringType, ResultSet::getString);
  }

  /** In PostgreSQL the padding of {@code char(n)} means nothing and a cast to text drops it. */
  private static LookupType unpadded() {
    return new LookupType(
        DataTypes.StringType,
        (rows, i) -> {
          String padded = rows.getString(i);
          return padded == null ? null : padded.replaceAll(" +\\z", "");
        });
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
        (rows, i) -> number(rows.getString(i), sparkPrecision, sparkScale));
  }

  private static BigDecimal number(String text, int precision, int scale) {
    if (text == null) {
      return null;
    }
    BigDecimal value = new BigDecimal(text).setScale(scale);
    if (value.precision() > precision) {
      throw new ArithmeticException("too many digits");
    }
    return value;
  }

  static Object date(ResultSet rows, int column) throws SQLException {
    LocalDate value = rows.getObject(column, LocalDate.class);
    if (value != null) {
      // Spark counts days in an int; PostgreSQL's infinity is the driver's last day of all.
      Math.toIntExact(value.toEpochDay());
    }
    return value;
  }

  private static Object instant(ResultSet rows, int column) throws SQLException {
    OffsetDateTime value = rows.getObject(column, OffsetDateTime.class);
    return value == null ? null : inRange(value.toInstant());
  }

  /** A timestamp without a zone is taken as UTC, the session's zone. */
  private static Object localAsUtc(ResultSet rows, int column) throws SQLException {
    LocalDateTime value = rows.getObject(column, LocalDateTime.class);
    return value == null ? null : inRange(value.toInstant(ZoneOffset.UTC));
  }

  /** Spark counts microseconds in a long; infinity does not fit. */
  private static Instant inRange(Instant instant) {
    Math.multiplyExact(instant.getEpochSecond(), 1_000_000L);
    return instant;
  }

  private static Reader nullable(Reader reader) {
    return (rows, column) -> {
      Object value = reader.read(rows, column);
      return rows.wasNull() ? null : value;
    };
  }
}
