package dev.deltaenrich.source;

import dev.deltaenrich.config.KeyEquality;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A history that keeps the newest lookup alone: its rows, and those that were written last. */
final class HistoryInMemory implements LookupSpill {
  final List<LookupRow> written = new ArrayList<>();
  Lookup lookup;
  private final Map<String, LookupRow> rows = new LinkedHashMap<>();

  @Override
  public void write(List<LookupColumn> columns, List<LookupRow> some) {
    written.addAll(some);
  }

  @Override
  public Optional<EarlierLookup> earlier(String origin, KeyEquality match) {
    return Optional.ofNullable(lookup)
        .filter(it -> it.mark().orElseThrow().origin().equals(origin))
        .map(it -> new Earlier(it, match, List.copyOf(rows.values())));
  }

  void keep(Lookup read) {
    if (!read.mark().orElseThrow().isMerged()) {
      rows.clear();
      read.rows().forEach(row -> rows.put(row.key(), row));
    }
    written.forEach(row -> rows.put(row.key(), row));
    lookup = read;
  }

  private record Earlier(Lookup lookup, KeyEquality match, List<LookupRow> rows)
      implements EarlierLookup {
    @Override
    public String id() {
      return lookup.id();
    }

    /** As a history has it. */
    @Override
    public LookupMark mark() {
      LookupMark mark = lookup.mark().orElseThrow();
      return LookupMark.of(mark.text(), mark.base());
    }

    @Override
    public long rowCount() {
      return lookup.rowCount();
    }

    @Override
    public List<LookupRow> rowsOf(Set<String> keys, List<LookupColumn> columns) {
      return rows.stream().filter(row -> keys.contains(match.normalise(row.key()))).toList();
    }

    @Override
    public List<LookupRow> differing(List<LookupColumn> columns) {
      return List.of();
    }
  }
}
