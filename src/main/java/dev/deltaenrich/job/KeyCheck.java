package dev.deltaenrich.job;

import dev.deltaenrich.config.Period;
import dev.deltaenrich.config.Rule;
import dev.deltaenrich.engine.CharColumns;
import dev.deltaenrich.engine.HadoopSettings;
import dev.deltaenrich.engine.JavaBytes;
import dev.deltaenrich.plan.CuratedFile;
import dev.deltaenrich.plan.Reason;
import dev.deltaenrich.sink.CuratedTable;
import dev.deltaenrich.source.RawKey;
import dev.deltaenrich.splice.SourceKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Looks for changed keys in curated files, which hold the key column as raw has it: by the key
 * chunk's dictionary where there is one, else by its pages. Runs in Spark tasks; writes nothing.
 *
 * @param spark the session
 * @param curated the table
 * @param rule how keys are compared
 * @param key what is looked up
 */
record KeyCheck(SparkSession spark, CuratedTable curated, Rule rule, RawKey key) {
  /** A file is a request or two for some kilobytes, so several make a task. */
  private static final int FILES_A_TASK = 4;

  /**
   * How many of the changed keys each file holds, by path; {@link Reason#UNCOUNTED} where the key
   * column cannot be read. Files that hold none are left out.
   *
   * @param changed the keys as they are compared, each with the period in which it changed
   * @param times in which the times of a file's rows are, by path, as far as that is known
   */
  Map<String, Integer> count(
      List<CuratedFile> files, Map<String, Period> changed, Map<String, Period> times) {
    if (files.isEmpty() || changed.isEmpty()) {
      return Map.of();
    }
    Map<String, Integer> found = new HashMap<>();
    List<Integer> counts = countByChunks(files, changed, times);
    for (int i = 0; i < counts.size(); i++) {
      if (counts.get(i) != 0) {
        found.put(files.get(i).path(), counts.get(i));
      }
    }
    return found;
  }

  private List<Integer> countByChunks(
      List<CuratedFile> files, Map<String, Period> changed, Map<String, Period> times) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<JavaBytes<KeyCountTask.Keys>> keys =
        context.broadcast(
            JavaBytes.of(
                new KeyCountTask.Keys(
                    changed,
                    rule.match(),
                    new SerializableConfiguration(HadoopSettings.of(spark)))));
    try {
      List<JavaBytes<KeyCountTask.Place>> places =
          files.stream()
              .map(
                  file ->
                      new KeyCountTask.Place(
                          uri(file),
                          file.bytes(),
                          keyOf(file),
                          times.getOrDefault(file.path(), Period.ALWAYS)))
              .map(JavaBytes::of)
              .toList();
      int tasks = Math.max(1, files.size() / FILES_A_TASK);
      return context.parallelize(places, tasks).map(new KeyCountTask(keys)).collect();
    } finally {
      keys.destroy();
    }
  }

  private SourceKey keyOf(CuratedFile file) {
    return new SourceKey(key.parts().stream().map(part -> part(part, file)).toList());
  }

  private SourceKey.Part part(RawKey.Part part, CuratedFile file) {
    return part.of(
        file.partitionValues(),
        curated.partitionColumns().contains(part.name()),
        CharColumns.length(curated.schema(), part.name()));
  }

  private String uri(CuratedFile file) {
    return curated.resolve(file).toUri().toString();
  }
}
