package dev.deltaenrich.enrich;

import dev.deltaenrich.engine.HadoopSettings;
import dev.deltaenrich.plan.SourceFile;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Raw files that have no rows by what the log says, and are therefore not read. The log may be
 * wrong, and rows must not be lost for that: their footers have to agree. One object serves one
 * run; not thread-safe.
 */
public final class EmptySources {
  private final SourceCheck check;
  private final Set<String> checked = new HashSet<>();

  /** Reads footers with the session's Hadoop settings. */
  public EmptySources(SparkSession spark) {
    // No column is read, only footers.
    this.check = new SourceCheck(HadoopSettings.of(spark), new StructType());
  }

  /**
   * Reads each footer once.
   *
   * @throws dev.deltaenrich.failure.EnrichException ROW_COUNT when one has rows, or why it cannot
   *     be read
   */
  public void require(List<SourceFile> empty) {
    for (SourceFile source : empty) {
      if (checked.add(source.id())) {
        check.requireNoRows(source);
      }
    }
  }
}
