package dev.deltaenrich.splice;

import java.util.BitSet;

/**
 * A row group of a source, and which of its rows stay.
 *
 * @param source the file; stays open until its row groups are recoded
 * @param footer the file's footer
 * @param group which of the footer's row groups, from 0
 * @param leftOut rows that do not stay, by their number within the row group; not copied, and never
 *     changed here
 */
record RecodedGroup(Source source, ParquetFooter footer, int group, BitSet leftOut) {
  /** The row group as the footer has it. */
  ThriftStruct struct() {
    return footer.groups().get(group);
  }

  /** Its rows by the footer, those that are left out included. */
  long rows() {
    return struct().number(Fields.Group.ROWS);
  }
}
