package dev.deltaenrich.source;

import dev.deltaenrich.config.KeyMatch;
import dev.deltaenrich.config.KeyType;
import dev.deltaenrich.config.LookupSettings;
import dev.deltaenrich.config.NewColumn;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The SQL that reads a lookup. Only quoted identifiers go into its text.
 *
 * @param settings where the lookup is, and what is looked up
 * @param keys how each column of the key is read
 */
record LookupQuery(LookupSettings settings, List<LookupKey> keys) {
  /** No row of the key, and of when a row is valid, which tells their types. */
  static String keyAlone(LookupSettings settings) {
    return "SELECT %s FROM %s LIMIT 0"
        .formatted(
            Stream.concat(settings.keys().stream(), PeriodColumns.names(settings).stream())
                .map(SqlIdentifier::column)
                .collect(Collectors.joining(", ")),
            SqlIdentifier.qualified(settings.table()));
  }

  /** Key and looked-up columns of every row, or of the first row of each key where so set. */
  String rows() {
    String columns = columnsAs(UnaryOperator.identity());
    String from = " FROM " + SqlIdentifier.qualified(settings.table());
    if (settings.duplicates().fails()) {
      return "SELECT " + columns + from;
    }
    String order = SqlIdentifier.column(settings.duplicates().orderColumn().orElseThrow());
    String direction = settings.duplicates().descending() ? " DESC" : " ASC";
    // The columns themselves break ties, so that the choice does not depend on the rows' places;
    // as text, since not every type has an order.
    return "SELECT DISTINCT ON (%s) %s%s ORDER BY %s, %s%s NULLS LAST, %s"
        .formatted(
            normalisedKeys(),
            columns,
            from,
            normalisedKeys(),
            order,
            direction,
            columnsAs(LookupQuery::text));
  }

  /** Up to {@code most} keys that several rows have, each part, then the number of rows. */
  String duplicates(int most) {
    String places =
        IntStream.rangeClosed(1, keys.size())
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(", "));
    return "SELECT %s, count(*) FROM %s WHERE %s GROUP BY %s HAVING count(*) > 1 ORDER BY %s LIMIT %s"
        .formatted(
            normalisedKeys(),
            SqlIdentifier.qualified(settings.table()),
            keysArePresent(),
            places,
            places,
            most);
  }

  /**
   * Up to {@code most} rows that are valid when the next row of their key is: each part of the key,
   * then when the one row is valid, then the other.
   */
  String overlaps(int most) {
    List<String> bounds =
        PeriodColumns.names(settings).stream().map(SqlIdentifier::column).toList();
    String from = bounds.get(0);
    boolean untilNext = bounds.size() == 1;
    String to = untilNext ? "NULL" : bounds.get(1);
    String next =
        bounds.stream().map("lead(%s) OVER in_time"::formatted).collect(Collectors.joining(", "));
    // A comparison with null, which is without end, is neither true nor false.
    String both =
        untilNext
            ? "lead(%1$s) OVER in_time IS NOT DISTINCT FROM %1$s".formatted(from)
            : "coalesce(lead(%s) OVER in_time < %s, true)".formatted(from, to);
    return """
        SELECT * FROM (
          SELECT %1$s, %2$s, %3$s, lead(true, 1, false) OVER in_time AND %4$s AS rows_overlap
          FROM %5$s
          WHERE %6$s AND coalesce(%7$s < %8$s, true)
          WINDOW in_time AS (PARTITION BY %1$s ORDER BY %7$s NULLS FIRST)
        ) AS rows_in_time WHERE rows_overlap LIMIT %9$d
        """
        .formatted(
            normalisedKeys(),
            String.join(", ", bounds),
            next,
            both,
            SqlIdentifier.qualified(settings.table()),
            keysArePresent(),
            from,
            to,
            most);
  }

  private String keysArePresent() {
    return settings.keys().stream()
        .map(key -> SqlIdentifier.column(key) + " IS NOT NULL")
        .collect(Collectors.joining(" AND "));
  }

  /**
   * Key and looked-up columns of every row of a key that some row has which meets a condition.
   * Where all of a key's bytes count, the column's own type compares if it can, by whose index they
   * may be found: it takes no equal keys for different.
   */
  String rowsOfKeys(String condition) {
    String compared =
        eachKey((column, key) -> allBytesCount(key) ? column : normalised(column, key));
    String from = " FROM " + SqlIdentifier.qualified(settings.table());
    return "SELECT %s%s WHERE (%s) IN (SELECT %s%s WHERE %s)"
        .formatted(columnsAs(UnaryOperator.identity()), from, compared, compared, from, condition);
  }

  private boolean allBytesCount(LookupKey key) {
    return isNoText(key)
        || key.type() == KeyType.TEXT
            && key.comparable()
            && settings.rule().match().setting() == KeyMatch.EXACT;
  }

  private String columnsAs(UnaryOperator<String> form) {
    return Stream.of(
            settings.keys().stream(),
            PeriodColumns.names(settings).stream(),
            settings.rule().columns().stream().map(NewColumn::lookupColumn))
        .flatMap(names -> names)
        .map(SqlIdentifier::column)
        .map(form)
        .collect(Collectors.joining(", "));
  }

  /** Compared byte by byte, whatever the column's type and collation take for equal. */
  private static String text(String expression) {
    return "%s::text COLLATE \"C\"".formatted(expression);
  }

  private String normalisedKeys() {
    return eachKey(this::normalised);
  }

  private String eachKey(BiFunction<String, LookupKey, String> form) {
    return IntStream.range(0, keys.size())
        .mapToObj(i -> form.apply(SqlIdentifier.column(settings.keys().get(i)), keys.get(i)))
        .collect(Collectors.joining(", "));
  }

  private static boolean isNoText(LookupKey key) {
    return key.type().ofRaw() != KeyType.TEXT || key.type() == KeyType.UUID;
  }

  /**
   * The same as {@link dev.deltaenrich.config.KeyEquality#normalise}, as PostgreSQL says it. A cast
   * to text gives one text of a UUID, and of a char(n) the text without spaces at its end.
   */
  private String normalised(String column, LookupKey key) {
    KeyMatch match = settings.rule().match().setting();
    if (isNoText(key)) {
      return text(key.numeric() ? "trim_scale(%s)".formatted(column) : column);
    }
    String trimmed =
        match == KeyMatch.EXACT ? column + "::text" : "btrim(%s::text, ' ')".formatted(column);
    // Lower case by the database's collation, not "C", which only knows ASCII.
    return text(
        match == KeyMatch.TRIM_IGNORE_CASE || key.type() == KeyType.CITEXT
            ? "lower(%s)".formatted(trimmed)
            : trimmed);
  }
}
