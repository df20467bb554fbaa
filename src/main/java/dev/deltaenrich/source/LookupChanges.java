package dev.deltaenrich.source;

import dev.deltaenrich.config.LookupSettings;
import dev.deltaenrich.failure.EnrichException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a lookup by going on from an earlier read: asks for the rows that changed since, and for
 * the number of rows. Gives what a full read gives, but for the rows, which are in the history.
 * Reads all rows where that number does not fit, or where there is nothing to go on from. One
 * object reads one lookup; not thread-safe.
 *
 * <p>Why the number is proof: every row is either one of the changed keys, all rows of which were
 * asked for, or was there at the earlier read, unchanged. So there are never more rows than the
 * merged ones, and as many only if none of those is gone.
 */
final class LookupChanges {
  private static final Logger LOG = LoggerFactory.getLogger(LookupChanges.class);

  /** Up to this many changed rows are merged, of a large lookup up to a tenth of its rows. */
  private static final int FEW_ROWS = 1_000;

  private static final int MOST_ROWS = 200_000;
  private static final int SHARE = 10;
  private static final int ORIGIN_DIGITS = 32;

  private final Connection connection;
  private final LookupSettings lookup;
  private final LookupReader reader;
  private final LookupSpill spill;

  /**
   * @param reader reads all rows of the same lookup, where that is necessary
   * @param spill has earlier lookups, and gets rows that changed
   */
  LookupChanges(
      Connection connection, LookupSettings lookup, LookupReader reader, LookupSpill spill) {
    this.connection = connection;
    this.lookup = lookup;
    this.reader = reader;
    this.spill = spill;
  }

  /** Why all rows have to be read. */
  private static final class NotMergedException extends Exception {
    private static final long serialVersionUID = 1L;

    NotMergedException(String why) {
      super(why);
    }
  }

  /**
   * Reads it.
   *
   * @throws EnrichException CHANGED_COLUMN, or what a full read throws
   */
  Lookup read() throws SQLException {
    LookupQuery query = reader.query();
    ChangedRows changes = ChangedRows.of(connection, lookup);
    List<LookupColumn> columns = columns(query);
    String origin = origin(changes.table(), query, columns);
    ChangedRows.Moment now = changes.moment();
    try {
      EarlierLookup earlier =
          spill
              .earlier(origin, reader.match())
              .orElseThrow(() -> new NotMergedException("no earlier read can be gone on from"));
      return merged(changes, query, earlier, now, columns);
    } catch (NotMergedException e) {
      LOG.info("Lookup {}: all rows are read, since {}", lookup.shown(), e.getMessage());
      Lookup all = reader.read();
      return now.greatest() == null
          ? all
          : all.with(
              new LookupMark(
                  origin,
                  now.greatest(),
                  now.horizon(),
                  now.next(),
                  reader.sum(),
                  all.bytes(),
                  0,
                  Optional.empty()));
    }
  }

  private List<LookupColumn> columns(LookupQuery query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet none = statement.executeQuery(query.rowsOfKeys("false") + " LIMIT 0")) {
      return reader.columns(reader.types(none.getMetaData()));
    }
  }

  private String origin(TrackedTable table, LookupQuery query, List<LookupColumn> columns) {
    String text =
        Stream.of(
                Stream.of(table.identity(), lookup.changes().orElseThrow().name(), table.type()),
                Stream.of(lookup.key(), lookup.rule().match().word()),
                query.keys().stream().map(key -> key.type() + " " + key.numeric()),
                columns.stream().map(it -> it.name() + " " + it.type().catalogString()))
            .flatMap(parts -> parts)
            .collect(Collectors.joining("\n"));
    return DigestUtils.sha256Hex(text).substring(0, ORIGIN_DIGITS);
  }

  private Lookup merged(
      ChangedRows changes,
      LookupQuery query,
      EarlierLookup earlier,
      ChangedRows.Moment now,
      List<LookupColumn> columns)
      throws SQLException, NotMergedException {
    LookupMark since = earlier.mark();
    int reads = since.reads() + 1;
    require(
        reads < lookup.changes().orElseThrow().fullReadEvery(),
        "the last %d reads were of changed rows alone",
        since.reads());
    require(now.follows(since), "the server counts its transactions anew");
    ChangedRows.Counts counts = changes.counts(since);
    require(!counts.setBack(), "the greatest value of its changed column is less than it was");
    List<LookupRow> differing = earlier.differing(columns);
    long most = Math.min(Math.max(FEW_ROWS, earlier.rowCount() / SHARE), MOST_ROWS);
    Map<String, LookupRow> changed = changed(changes, query, since, counts, most);
    require(differing.size() + changed.size() <= most, "more than %d rows changed", most);

    LookupHash hash = new LookupHash(since.sum(), earlier.rowCount());
    long bytes = since.bytes();
    Map<String, LookupRow> different = new LinkedHashMap<>(changed);
    for (LookupRow before : earlier.rowsOf(changed.keySet(), columns)) {
      String key = normalised(before);
      LookupRow row = changed.get(key);
      require(row.key().equals(before.key()), "a key is spelled otherwise than it was");
      bytes -= hash.remove(before);
      different.computeIfPresent(key, (any, it) -> it.texts().equals(before.texts()) ? null : it);
    }
    for (LookupRow row : changed.values()) {
      bytes += hash.add(row);
    }
    require(
        hash.rows() == counts.keyed(),
        "it has %d rows with a key, and with those that changed it would have %d",
        counts.keyed(),
        hash.rows());
    LOG.info(
        "Lookup {}: {} of its rows differ from those of snapshot {}, out of {} that were read",
        lookup.shown(),
        different.size(),
        earlier.id(),
        changed.size());
    if (counts.all() > counts.keyed()) {
      reader.warnOfRowsWithoutKey(counts.all() - counts.keyed());
    }
    if (!different.isEmpty()) {
      keep(columns, differing, different);
    }
    Optional<String> base = since.base().or(() -> Optional.of(earlier.id()));
    return new Lookup(
        hash.id(columns, reader.keyTypes()),
        lookup.table(),
        reader.keyTypes(),
        columns,
        hash.rows(),
        bytes,
        List.of(),
        true,
        Optional.of(
            new LookupMark(
                since.origin(),
                now.greatest(),
                now.horizon(),
                now.next(),
                hash.sum(),
                bytes,
                reads,
                base)));
  }

  /** The changed rows by their keys as they are compared. */
  private Map<String, LookupRow> changed(
      ChangedRows changes,
      LookupQuery query,
      LookupMark since,
      ChangedRows.Counts counts,
      long most)
      throws SQLException, NotMergedException {
    if (counts.untold() > 0) {
      LOG.info(
          "Lookup {}: {} rows were written of which its changed column does not tell; they are read too",
          lookup.shown(),
          counts.untold());
    }
    Map<String, LookupRow> changed = new LinkedHashMap<>();
    try (PreparedStatement statement = changes.rows(query, since, counts)) {
      statement.setFetchSize(lookup.jdbc().fetchSize());
      try (ResultSet rows = statement.executeQuery()) {
        List<LookupType> types = reader.types(rows.getMetaData());
        while (rows.next()) {
          LookupRow row = reader.row(rows, types);
          require(changed.put(normalised(row), row) == null, "several rows have one key");
          require(changed.size() <= most, "more than %d rows changed", most);
        }
      }
    }
    return changed;
  }

  /** All rows that differ from the base: those that did, and those that do now. */
  private void keep(
      List<LookupColumn> columns, List<LookupRow> before, Map<String, LookupRow> now) {
    Map<String, LookupRow> all = new LinkedHashMap<>();
    before.forEach(row -> all.put(normalised(row), row));
    all.putAll(now);
    spill.write(columns, new ArrayList<>(all.values()));
  }

  private String normalised(LookupRow row) {
    return reader.match().normalise(row.key());
  }

  private static void require(boolean mergeable, String why, Object... figures)
      throws NotMergedException {
    if (!mergeable) {
      throw new NotMergedException(why.formatted(figures));
    }
  }
}
