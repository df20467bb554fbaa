package dev.deltaenrich.source;

import dev.deltaenrich.config.KeyEquality;
import java.util.List;
import java.util.Optional;

/** Takes the rows of a lookup that is too large to hold. */
public interface LookupSpill {
  /**
   * Stores rows; called several times, from the thread that reads.
   *
   * @param columns the looked-up columns
   * @param rows some rows, to be stored before this returns
   */
  void write(List<LookupColumn> columns, List<LookupRow> rows);

  /** The room for a lookup that is held instead. */
  default LookupRoom room() {
    return LookupRoom.ofThisProcess();
  }

  /**
   * The newest lookup of the same origin that an earlier run left a mark of, if its rows are kept
   * and those that changed since can be.
   *
   * @param match how keys are compared
   */
  default Optional<EarlierLookup> earlier(String origin, KeyEquality match) {
    return Optional.empty();
  }

  /** The same with another room. */
  default LookupSpill beyond(LookupRoom room) {
    LookupSpill rowsTo = this;
    return new LookupSpill() {
      @Override
      public void write(List<LookupColumn> columns, List<LookupRow> rows) {
        rowsTo.write(columns, rows);
      }

      @Override
      public LookupRoom room() {
        return room;
      }

      @Override
      public Optional<EarlierLookup> earlier(String origin, KeyEquality match) {
        return rowsTo.earlier(origin, match);
      }
    };
  }
}
