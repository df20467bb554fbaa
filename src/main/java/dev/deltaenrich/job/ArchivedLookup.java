package dev.deltaenrich.job;

import static org.apache.spark.sql.functions.callUDF;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.octet_length;
import static org.apache.spark.sql.functions.sum;

import dev.deltaenrich.config.CompositeKey;
import dev.deltaenrich.config.KeyEquality;
import dev.deltaenrich.config.LookupSettings;
import dev.deltaenrich.config.NewColumn;
import dev.deltaenrich.config.Period;
import dev.deltaenrich.config.Rule;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.sink.ArchivedSnapshot;
import dev.deltaenrich.sink.LookupHistory;
import dev.deltaenrich.source.DuplicateKeys;
import dev.deltaenrich.source.Lookup;
import dev.deltaenrich.source.LookupColumn;
import dev.deltaenrich.source.LookupRoom;
import dev.deltaenrich.source.LookupRow;
import dev.deltaenrich.source.OverlappingPeriods;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * A lookup as an earlier run used it, read back from the lookup history.
 *
 * @param history where it is kept
 * @param id its snapshot
 * @param settings what is looked up
 * @param others lookups that were read already, which take room
 */
record ArchivedLookup(
    LookupHistory history, String id, LookupSettings settings, Collection<Lookup> others) {

  /**
   * Reads it; PostgreSQL is not asked.
   *
   * @throws EnrichException HISTORY_GONE when it is not kept, LOOKUP_COLUMN_MISSING when the rule
   *     asks for columns that it does not hold, LOOKUP_DUPLICATES when its keys are not unique as
   *     the rule compares them
   */
  Lookup read() {
    try {
      return found();
    } catch (EnrichException e) {
      throw settings.inOwnKeys(e);
    }
  }

  private Lookup found() {
    ArchivedSnapshot kept = history.find(id).orElseThrow(this::gone);
    List<LookupColumn> columns =
        settings.rule().columns().stream().map(column -> column(kept, column)).toList();
    Dataset<Row> rows = history.read(id);
    long bytes = bytes(rows, columns);
    boolean spilled =
        bytes > settings.maxBroadcastBytes()
            || !LookupRoom.of(rows.sparkSession().sparkContext())
                .beside(others)
                .holds(kept.rows(), columns.size(), bytes);
    List<LookupRow> held = spilled ? List.of() : rows(rows, columns);
    requireAsManyParts(rows);
    requireUnique(held, settings.rule().comparing(kept.keyTypes()).match());
    return new Lookup(
        id, kept.table(), kept.keyTypes(), columns, kept.rows(), bytes, held, spilled);
  }

  /** A snapshot does not say of which columns its keys are, but of how many. */
  private void requireAsManyParts(Dataset<Row> rows) {
    Rule rule = settings.rule();
    int wanted = rule.rawKeys().size() + (rule.validity().isPresent() ? Period.PARTS : 0);
    String key = rows.select("key").head().getString(0);
    int found = CompositeKey.parts(key).size();
    if (rule.validity().isPresent() && !Period.isAfter(key)) {
      throw new EnrichException(
          ErrorCode.LOOKUP_COLUMN_MISSING,
          "Cannot use lookup snapshot %s: it does not say when its rows are valid; choose a snapshot that was taken with lookup.valid-from, or leave --lookup-snapshot out"
              .formatted(id));
    }
    if (found != wanted) {
      throw new EnrichException(
          ErrorCode.LOOKUP_COLUMN_MISSING,
          "Cannot use lookup snapshot %s: its keys have %d columns, while raw.key names %d; choose a snapshot that was taken with today's raw.key, or leave --lookup-snapshot out"
              .formatted(id, found, wanted));
    }
  }

  private EnrichException gone() {
    return new EnrichException(
        ErrorCode.HISTORY_GONE,
        "Cannot use lookup snapshot '%s': %s does not keep it; choose one that runs recorded, or leave --lookup-snapshot out"
            .formatted(id, settings.historyPath()));
  }

  private LookupColumn column(ArchivedSnapshot kept, NewColumn wanted) {
    return kept.columns().stream()
        .filter(column -> column.name().equals(wanted.lookupColumn()))
        .findFirst()
        .orElseThrow(
            () ->
                new EnrichException(
                    ErrorCode.LOOKUP_COLUMN_MISSING,
                    "Cannot use lookup snapshot %s: it has no column '%s', only %s; change lookup.columns, or leave --lookup-snapshot out"
                        .formatted(
                            id,
                            wanted.lookupColumn(),
                            String.join(
                                ", ", kept.columns().stream().map(LookupColumn::name).toList()))));
  }

  /** The same measure as when it was read: all keys and values as text in UTF-8. */
  private static long bytes(Dataset<Row> rows, List<LookupColumn> columns) {
    Column size = octet_length(col("key"));
    for (LookupColumn column : columns) {
      size = size.plus(coalesce(octet_length(value(column)), lit(0)));
    }
    return rows.select(coalesce(sum(size), lit(0L))).first().getLong(0);
  }

  private static List<LookupRow> rows(Dataset<Row> rows, List<LookupColumn> columns) {
    List<Column> selected = new ArrayList<>(List.of(col("key")));
    columns.forEach(column -> selected.add(counted(value(column).cast(column.type()), column)));
    return rows.select(selected.toArray(Column[]::new)).collectAsList().stream()
        .map(row -> row(row, columns))
        .toList();
  }

  /** Days and moments as numbers: what Spark makes of them depends on settings and on the zone. */
  private static Column counted(Column value, LookupColumn column) {
    if (column.type().equals(DataTypes.DateType)) {
      return callUDF("unix_date", value);
    }
    return column.type().equals(DataTypes.TimestampType) ? callUDF("unix_micros", value) : value;
  }

  private static Column value(LookupColumn column) {
    return col("values").getItem(column.name());
  }

  private static LookupRow row(Row row, List<LookupColumn> columns) {
    Object[] values = new Object[columns.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = row.isNullAt(i + 1) ? null : held(row.get(i + 1), columns.get(i).type());
    }
    return new LookupRow(row.getString(0), values);
  }

  /** As the reader of PostgreSQL gives it. */
  private static Object held(Object value, DataType type) {
    if (type.equals(DataTypes.DateType)) {
      return LocalDate.ofEpochDay((Integer) value);
    }
    return type.equals(DataTypes.TimestampType)
        ? Instant.EPOCH.plus((Long) value, ChronoUnit.MICROS)
        : value;
  }

  private void requireUnique(List<LookupRow> rows, KeyEquality match) {
    settings
        .rule()
        .validity()
        .flatMap(
            it -> OverlappingPeriods.among(rows, match, it.untilNext(), 1).stream().findFirst())
        .ifPresent(
            overlap -> {
              throw new EnrichException(
                  ErrorCode.LOOKUP_DUPLICATES,
                  "Cannot use lookup snapshot %s: with lookup.match=%s, rows of one key are valid at the same time: %s; choose the lookup.match that it was taken with"
                      .formatted(id, match.word(), overlap.shown()));
            });
    DuplicateKeys.among(rows, match).keySet().stream()
        .findFirst()
        .ifPresent(
            key -> {
              throw new EnrichException(
                  ErrorCode.LOOKUP_DUPLICATES,
                  "Cannot use lookup snapshot %s: with lookup.match=%s its key '%s' is not unique; choose the lookup.match that it was taken with"
                      .formatted(id, match.word(), CompositeKey.shown(key)));
            });
  }
}
