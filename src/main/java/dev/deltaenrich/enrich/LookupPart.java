package dev.deltaenrich.enrich;

import dev.deltaenrich.engine.JavaBytes;
import dev.deltaenrich.source.LookupColumn;
import dev.deltaenrich.splice.PreparedLookup;
import dev.deltaenrich.splice.SpliceRule;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;

/** How a task comes by one lookup. */
sealed interface LookupPart extends Serializable {
  /**
   * All of it is sent to each executor.
   *
   * @param bytes about what it takes there
   */
  record Whole(Broadcast<JavaBytes<PreparedLookup>> lookup, long bytes) implements LookupPart {}

  /**
   * Each file gets the rows of its own keys.
   *
   * @param rule what is added, without rows
   * @param columns the looked-up columns, in the rule's order
   */
  record Wanted(SpliceRule rule, List<LookupColumn> columns) implements LookupPart {
    /** Copies {@code columns}. */
    public Wanted {
      columns = List.copyOf(columns);
    }
  }
}
