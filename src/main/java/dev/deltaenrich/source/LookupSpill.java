package dev.deltaenrich.source;

import java.util.List;

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
    };
  }
}
