package dev.deltaenrich.enrich;

import dev.deltaenrich.engine.ScalaInterop;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.StructType;

/**
 * Cuts rows to their stored columns, since Spark's Parquet writer stores every field a row has. Not
 * thread-safe.
 */
abstract class StoredColumns {
  /** For rows that Spark laid out as {@code layout} says. */
  static StoredColumns of(RowLayout layout) {
    int stored = layout.stored().length();
    boolean sameNullBits =
        UnsafeRow.calculateBitSetWidthInBytes(stored)
            == UnsafeRow.calculateBitSetWidthInBytes(layout.width());
    return sameNullBits ? new Start(stored) : new Copy(layout.stored());
  }

  /** The row without the columns after the stored ones; good until the next call. */
  abstract InternalRow of(InternalRow row);

  /**
   * A shorter row over the same bytes. An {@link UnsafeRow} is its null bits in whole words, eight
   * bytes a field, and what is longer; so a row of fewer fields has its start where the null bits
   * take as many words.
   */
  private static final class Start extends StoredColumns {
    private final UnsafeRow start;

    Start(int stored) {
      this.start = new UnsafeRow(stored);
    }

    @Override
    InternalRow of(InternalRow row) {
      UnsafeRow whole = (UnsafeRow) row;
      start.pointTo(whole.getBaseObject(), whole.getBaseOffset(), whole.getSizeInBytes());
      return start;
    }
  }

  private static final class Copy extends StoredColumns {
    private final UnsafeProjection projection;

    Copy(StructType stored) {
      List<Expression> columns = new ArrayList<>();
      for (int i = 0; i < stored.length(); i++) {
        columns.add(new BoundReference(i, stored.apply(i).dataType(), true));
      }
      this.projection = UnsafeProjection.create(ScalaInterop.seq(columns));
    }

    @Override
    InternalRow of(InternalRow row) {
      return projection.apply(row);
    }
  }
}
