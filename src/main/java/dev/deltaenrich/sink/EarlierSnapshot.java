package dev.deltaenrich.sink;

import dev.deltaenrich.config.KeyEquality;
import dev.deltaenrich.engine.FailureTranslator;
import dev.deltaenrich.source.EarlierLookup;
import dev.deltaenrich.source.LookupColumn;
import dev.deltaenrich.source.LookupMark;
import dev.deltaenrich.source.LookupRow;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * A kept snapshot as a read of changed rows goes on from it.
 *
 * @param kept one with a mark
 * @param origin what is read
 * @param match how keys are compared
 * @param roots looks for rows
 */
record EarlierSnapshot(KeptSnapshot kept, String origin, KeyEquality match, RootRows roots)
    implements EarlierLookup {
  @Override
  public String id() {
    return kept.id();
  }

  @Override
  public LookupMark mark() {
    return kept.mark(origin).orElseThrow();
  }

  @Override
  public long rowCount() {
    return kept.rowCount();
  }

  @Override
  public List<LookupRow> rowsOf(Set<String> keys, List<LookupColumn> columns) {
    return keys.isEmpty()
        ? List.of()
        : read(columns, names -> kept.rowsOf(keys, match, names, roots));
  }

  @Override
  public List<LookupRow> differing(List<LookupColumn> columns) {
    return kept.base().isEmpty() ? List.of() : read(columns, kept::ownRows);
  }

  private interface Reading {
    Collection<ArchivedRow> of(List<String> columns) throws IOException;
  }

  private List<LookupRow> read(List<LookupColumn> columns, Reading rows) {
    try {
      return rows.of(columns.stream().map(LookupColumn::name).toList()).stream()
          .map(row -> row(row, columns))
          .toList();
    } catch (IOException | RuntimeException e) {
      throw FailureTranslator.translate("read the lookup snapshot " + id(), e);
    }
  }

  private static LookupRow row(ArchivedRow row, List<LookupColumn> columns) {
    Object[] values = new Object[columns.size()];
    for (int i = 0; i < values.length; i++) {
      String text = row.texts().get(i);
      values[i] = text == null ? null : columns.get(i).value(text);
    }
    return new LookupRow(row.key(), values);
  }
}
