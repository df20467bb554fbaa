package dev.deltaenrich.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.input_file_name;

import dev.deltaenrich.config.Rule;
import dev.deltaenrich.engine.CharColumns;
import dev.deltaenrich.engine.HadoopSettings;
import dev.deltaenrich.engine.JavaBytes;
import dev.deltaenrich.enrich.ComparedKey;
import dev.deltaenrich.plan.ChangedKeys;
import dev.deltaenrich.plan.CuratedFile;
import dev.deltaenrich.sink.CuratedTable;
import dev.deltaenrich.splice.SourceKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for changed keys in curated files, which hold the key column as raw has it: by the key
 * chunk's dictionary where there is one, else by its pages, and where neither can be read that way,
 * by a scan of the column. Runs in Spark tasks; writes nothing.
 *
 * @param spark the session
 * @param curated the table
 * @param rule how keys are compared
 * @param key the key column as the table spells it
 */
record KeyCheck(SparkSession spark, CuratedTable curated, Rule rule, String key) {
  private static final Logger LOG = LoggerFactory.getLogger(KeyCheck.class);

  /** A file is a request or two for some kilobytes, so several make a task. */
  private static final int FILES_A_TASK = 4;

  /** How many of the changed keys each file holds, by path; files that hold none are left out. */
  Map<String, Integer> count(List<CuratedFile> files, ChangedKeys changed) {
    if (files.isEmpty() || changed.keys().isEmpty()) {
      return Map.of();
    }
    Map<String, Integer> found = new HashMap<>();
    List<CuratedFile> unread = new ArrayList<>();
    List<Integer> counts = countByChunks(files, changed);
    for (int i = 0; i < counts.size(); i++) {
      if (counts.get(i) == KeyCountTask.UNREAD) {
        unread.add(files.get(i));
      } else if (counts.get(i) > 0) {
        found.put(files.get(i).path(), counts.get(i));
      }
    }
    if (!unread.isEmpty()) {
      LOG.info("{}: scanning the key column of {} files", curated.path(), unread.size());
      found.putAll(countByScan(unread, changed));
    }
    return found;
  }

  private List<Integer> countByChunks(List<CuratedFile> files, ChangedKeys changed) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<JavaBytes<KeyCountTask.Keys>> keys =
        context.broadcast(
            JavaBytes.of(
                new KeyCountTask.Keys(
                    changed.keys(),
                    SourceKey.inColumn(key).paddedTo(CharColumns.length(curated.schema(), key)),
                    rule.match(),
                    new SerializableConfiguration(HadoopSettings.of(spark)))));
    try {
      List<JavaBytes<KeyCountTask.Place>> places =
          files.stream()
              .map(file -> new KeyCountTask.Place(uri(file), file.bytes()))
              .map(JavaBytes::of)
              .toList();
      int tasks = Math.max(1, files.size() / FILES_A_TASK);
      return context.parallelize(places, tasks).map(new KeyCountTask(keys)).collect();
    } finally {
      keys.destroy();
    }
  }

  Map<String, Integer> countByScan(List<CuratedFile> files, ChangedKeys changed) {
    Map<String, String> paths = new HashMap<>();
    files.forEach(file -> paths.put(uri(file), file.path()));
    Dataset<Row> keys = spark.createDataset(changed.keys(), Encoders.STRING()).toDF("changed_key");
    Column normalised = ComparedKey.of(col("`" + key.replace("`", "``") + "`"), rule.match());
    Dataset<Row> rows =
        curated.read(files).select(normalised.as("file_key"), input_file_name().as("file"));
    Map<String, Integer> found = new HashMap<>();
    rows.join(functions.broadcast(keys), rows.col("file_key").equalTo(keys.col("changed_key")))
        .groupBy("file")
        .agg(count_distinct(col("file_key")))
        .collectAsList()
        .forEach(row -> found.put(paths.get(row.getString(0)), (int) row.getLong(1)));
    return found;
  }

  private String uri(CuratedFile file) {
    return curated.resolve(file).toUri().toString();
  }
}
