package dev.deltaenrich.source;

import dev.deltaenrich.config.CompositeKey;
import dev.deltaenrich.config.LookupSettings;
import dev.deltaenrich.config.Rule;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Proves that each key of a lookup has one row, or at each time at most one that is valid.
 *
 * @param connection inside the transaction in which the rows were read
 * @param settings where the lookup is
 * @param rule the settings' rule, with the equality of the keys that were found
 * @param query how PostgreSQL is asked
 * @param periods when a row is valid; of no columns where rows always are
 */
record UniqueKeys(
    Connection connection,
    LookupSettings settings,
    Rule rule,
    LookupQuery query,
    PeriodColumns periods) {
  private static final int SHOWN_KEYS = 10;

  /**
   * Checks the rows.
   *
   * @param held all rows; null when they were too many to hold, so that PostgreSQL is asked
   * @throws EnrichException LOOKUP_DUPLICATES
   */
  void require(List<LookupRow> held) throws SQLException {
    if (rule.validity().isPresent()) {
      boolean untilNext = rule.validity().get().untilNext();
      requireNoOverlap(
          held == null
              ? overlapsByPostgres()
              : OverlappingPeriods.among(held, rule.match(), untilNext, SHOWN_KEYS + 1));
      return;
    }
    Map<String, Long> duplicates =
        held != null
            ? DuplicateKeys.among(held, rule.match())
            : settings.duplicates().fails() ? countedByPostgres() : Map.of();
    if (!duplicates.isEmpty()) {
      throw duplicateKeys(duplicates);
    }
  }

  private Map<String, Long> countedByPostgres() throws SQLException {
    Map<String, Long> duplicates = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query.duplicates(SHOWN_KEYS + 1))) {
      while (rows.next()) {
        duplicates.put(duplicateKey(rows), rows.getLong(settings.keys().size() + 1));
      }
    }
    return duplicates;
  }

  private List<OverlappingPeriods> overlapsByPostgres() throws SQLException {
    List<OverlappingPeriods> overlaps = new ArrayList<>();
    ZoneId zone = rule.validity().orElseThrow().zone();
    PeriodColumns next = periods.after();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query.overlaps(SHOWN_KEYS + 1))) {
      while (rows.next()) {
        overlaps.add(
            new OverlappingPeriods(
                duplicateKey(rows), periods.read(rows, zone), next.read(rows, zone)));
      }
    }
    return overlaps;
  }

  private void requireNoOverlap(List<OverlappingPeriods> overlaps) {
    if (!overlaps.isEmpty()) {
      List<String> shown =
          overlaps.stream().limit(SHOWN_KEYS).map(OverlappingPeriods::shown).toList();
      throw new EnrichException(
          ErrorCode.LOOKUP_DUPLICATES,
          "Cannot enrich from lookup %s: with lookup.match=%s, rows of one '%s' are valid at the same time: %s%s; end the earlier row where the later one begins"
              .formatted(
                  settings.table(),
                  rule.match().word(),
                  settings.key(),
                  String.join(", ", shown),
                  overlaps.size() > SHOWN_KEYS ? " and more" : ""));
    }
  }

  private String duplicateKey(ResultSet rows) throws SQLException {
    List<String> parts = new ArrayList<>();
    for (int part = 1; part <= settings.keys().size(); part++) {
      parts.add(rows.getString(part));
    }
    return CompositeKey.join(parts);
  }

  private EnrichException duplicateKeys(Map<String, Long> duplicates) {
    List<String> shown =
        duplicates.entrySet().stream()
            .limit(SHOWN_KEYS)
            .map(
                entry ->
                    "'%s' (%d rows)"
                        .formatted(CompositeKey.shown(entry.getKey()), entry.getValue()))
            .toList();
    String more = duplicates.size() > SHOWN_KEYS ? " and more" : "";
    String advice =
        settings.duplicates().fails()
            ? "remove the surplus rows, or set lookup.duplicates=first:COLUMN"
            // The first of each was asked for, so PostgreSQL took for different what we do not.
            : "remove the surplus rows, whose letters the database's locale has no lower case for";
    return new EnrichException(
        ErrorCode.LOOKUP_DUPLICATES,
        "Cannot enrich from lookup %s: with lookup.match=%s, '%s' is not unique: %s%s; %s"
            .formatted(
                settings.table(),
                rule.match().word(),
                settings.key(),
                String.join(", ", shown),
                more,
                advice));
  }
}
