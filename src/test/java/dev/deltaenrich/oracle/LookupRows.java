package dev.deltaenrich.oracle;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The lookup, as PostgreSQL has it now, in the texts of {@link ParquetValue}. */
final class LookupRows {
  private LookupRows() {}

  /**
   * The values of each key, in the order of {@code columns}.
   *
   * @param table may be {@code schema.table}
   * @throws IllegalStateException when a key stands there twice
   */
  static Map<String, List<String>> read(
      Connection connection, String table, String key, List<String> columns) throws SQLException {
    String names =
        Stream.concat(Stream.of(key), columns.stream())
            .map(LookupRows::quoted)
            .collect(Collectors.joining(", "));
    String from =
        Arrays.stream(table.split("\\.")).map(LookupRows::quoted).collect(Collectors.joining("."));
    Map<String, List<String>> found = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT %s FROM %s".formatted(names, from))) {
      while (rows.next()) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
          values.add(text(rows, i + 2));
        }
        if (rows.getString(1) != null && found.put(rows.getString(1), values) != null) {
          throw new IllegalStateException("the lookup has key " + rows.getString(1) + " twice");
        }
      }
    }
    return found;
  }

  private static String quoted(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  private static String text(ResultSet rows, int column) throws SQLException {
    Object value = rows.getObject(column);
    if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    if (value instanceof Date) {
      return Long.toString(rows.getObject(column, java.time.LocalDate.class).toEpochDay());
    }
    if (value instanceof Timestamp) {
      boolean zoned = rows.getMetaData().getColumnTypeName(column).equals("timestamptz");
      Instant instant =
          zoned
              ? rows.getObject(column, OffsetDateTime.class).toInstant()
              : rows.getObject(column, LocalDateTime.class).toInstant(ZoneOffset.UTC);
      return Long.toString(
          Math.addExact(
              Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1000));
    }
    return value == null ? null : value.toString();
  }
}
