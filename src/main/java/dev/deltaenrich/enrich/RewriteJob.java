package dev.deltaenrich.enrich;

import dev.deltaenrich.engine.FileNaming;
import dev.deltaenrich.plan.PlannedFile;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.execution.datasources.WriteJobStatsTracker;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/**
 * What every task of a rewrite needs to know; broadcast once.
 *
 * @param naming where files go and what they are called
 * @param places by a source's URI, the file its rows go into; made once, for there may be very many
 * @param columns what is read of the sources, as they call it
 * @param layout where the joined rows hold what
 * @param writers makes Spark's Parquet writers
 * @param statistics makes Delta's per-file statistics
 * @param conf Hadoop settings, the Parquet writer's among them
 */
record RewriteJob(
    FileNaming naming,
    Map<String, SourcePlace> places,
    StructType columns,
    RowLayout layout,
    OutputWriterFactory writers,
    WriteJobStatsTracker statistics,
    SerializableConfiguration conf)
    implements Serializable {

  /** The places of all sources of {@code planned}. */
  static Map<String, SourcePlace> placesOf(List<PlannedFile> planned) {
    Map<String, SourcePlace> places = new HashMap<>();
    for (PlannedFile file : planned) {
      file.sources().forEach(source -> places.put(source.uri(), new SourcePlace(file, source)));
    }
    return places;
  }
}
