package dev.deltaenrich.enrich;

import java.io.Serializable;
import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Where a joined row holds what.
 *
 * @param stored the columns a curated file stores; a row starts with them
 * @param width the number of all columns
 * @param key the position of the raw key
 * @param matched the position of the mark of a match, null where there is none
 * @param source the position of the source file's URI; negative where rows come straight from the
 *     scan, which is asked then
 */
record RowLayout(StructType stored, int width, int key, int matched, int source)
    implements Serializable {

  /** The raw key, which may stand in the row's own memory, or null. */
  UTF8String keyOf(InternalRow row) {
    return row.isNullAt(key) ? null : row.getUTF8String(key);
  }

  boolean isMatched(InternalRow row) {
    return !row.isNullAt(matched);
  }

  /**
   * The URI of the file that {@code row} comes from. While rows come straight from the scan, it is
   * the same object for all rows of a file; else it may stand in the row's own memory.
   *
   * @param row the row that was taken last
   */
  UTF8String sourceOf(InternalRow row) {
    return source < 0 ? InputFileBlockHolder.getInputFilePath() : row.getUTF8String(source);
  }
}
