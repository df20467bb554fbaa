package dev.deltaenrich.source;

import dev.deltaenrich.config.KeyMatch;
import dev.deltaenrich.config.LookupSettings;
import dev.deltaenrich.config.NewColumn;
import dev.deltaenrich.config.Rule;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The SQL that reads a lookup. Only quoted identifiers go into its text.
 *
 * @param settings where the lookup is
 * @param rule what is looked up
 * @param numericKey whether equal keys may be spelled differently: 7 and 7.0
 */
record LookupQuery(LookupSettings settings, Rule rule, boolean numericKey) {
  /** No row of the key alone, which tells its type. */
  static String keyAlone(LookupSettings settings) {
    return "SELECT %s FROM %s LIMIT 0"
        .formatted(SqlIdentifier.column(settings.key()), SqlIdentifier.qualified(settings.table()));
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
            normalisedKey(),
            columns,
            from,
            normalisedKey(),
            order,
            direction,
            columnsAs(LookupQuery::text));
  }

  /** Up to {@code most} keys that several rows have, each with the number of rows. */
  String duplicates(int most) {
    return "SELECT %s, count(*) FROM %s WHERE %s IS NOT NULL GROUP BY 1 HAVING count(*) > 1 ORDER BY 1 LIMIT %s"
        .formatted(normalisedKey(), SqlIdentifier.qualified(settings.table()), key(), most);
  }

  private String columnsAs(UnaryOperator<String> form) {
    return Stream.concat(
            Stream.of(settings.key()), rule.columns().stream().map(NewColumn::lookupColumn))
        .map(SqlIdentifier::column)
        .map(form)
        .collect(Collectors.joining(", "));
  }

  private String key() {
    return SqlIdentifier.column(settings.key());
  }

  /** Compared byte by byte, whatever the column's type and collation take for equal. */
  private static String text(String expression) {
    return "%s::text COLLATE \"C\"".formatted(expression);
  }

  /** The same as {@link KeyMatch#normalise}, as PostgreSQL says it. */
  private String normalisedKey() {
    return switch (rule.match()) {
      case EXACT -> text(numericKey ? "trim_scale(%s)".formatted(key()) : key());
      case TRIM -> text("btrim(%s::text, ' ')".formatted(key()));
      // Lower case by the database's collation, not "C", which only knows ASCII.
      case TRIM_IGNORE_CASE -> text("lower(btrim(%s::text, ' '))".formatted(key()));
    };
  }
}
