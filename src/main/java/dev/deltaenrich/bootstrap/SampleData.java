package dev.deltaenrich.bootstrap;

import dev.deltaenrich.config.LookupSettings;
import dev.deltaenrich.config.Settings;
import dev.deltaenrich.engine.FailureTranslator;
import dev.deltaenrich.engine.HadoopSettings;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import io.delta.tables.DeltaTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lands a sample as the raw table where there is none, and creates the buckets that a first run
 * needs. A raw table that is there is never touched; a failure while landing leaves no table.
 *
 * @param spark the session to write in
 * @param settings where everything is
 */
record SampleData(SparkSession spark, Settings settings) {
  private static final Logger LOG = LoggerFactory.getLogger(SampleData.class);

  /** Enough for a table that looks real, and for runs that do more than one thing at a time. */
  private static final int FILES = 4;

  /** Lands {@code file}. */
  LandedRaw land(Path file) {
    String path = settings.rawPath();
    try {
      Configuration conf = HadoopSettings.of(spark);
      List<String> created = Buckets.create(conf, paths());
      if (DeltaTable.isDeltaTable(spark, path)) {
        LOG.info("{}: is a Delta table already, left as it is", path);
        return new LandedRaw(path, false, version(path), null, null, created);
      }
      requireEmpty(path, conf);
      List<Row> rows = SampleFile.read(file);
      write(rows, path);
      int files = spark.read().format("delta").load(path).inputFiles().length;
      LOG.info("{}: landed {} rows in {} files", path, rows.size(), files);
      return new LandedRaw(path, true, version(path), (long) rows.size(), files, created);
    } catch (IOException | RuntimeException e) {
      throw FailureTranslator.translate("land sample data at " + path, e);
    }
  }

  /** What a run reads and writes. */
  private List<String> paths() {
    return Stream.concat(
            Stream.of(settings.rawPath(), settings.targetPath()),
            settings.lookups().stream().map(LookupSettings::historyPath))
        .toList();
  }

  private void write(List<Row> rows, String path) {
    Dataset<Row> sample = spark.createDataFrame(rows, SampleFile.SCHEMA);
    sample
        .repartitionByRange(FILES, functions.col("transaction_ts"))
        .sortWithinPartitions("transaction_ts", "transaction_id")
        .write()
        .format("delta")
        .mode(SaveMode.ErrorIfExists)
        .save(path);
  }

  private long version(String path) {
    return DeltaTable.forPath(spark, path).history(1).select("version").first().getLong(0);
  }

  /** Someone's files without a Delta log must not become part of a table's folder. */
  private static void requireEmpty(String path, Configuration conf) throws IOException {
    org.apache.hadoop.fs.Path folder = new org.apache.hadoop.fs.Path(path);
    FileSystem store = folder.getFileSystem(conf);
    if (store.exists(folder) && store.listStatusIterator(folder).hasNext()) {
      throw new EnrichException(
          ErrorCode.RAW_NOT_DELTA,
          ("Cannot land sample data at %s: there are files but no Delta table; empty the"
                  + " folder, or change raw.path")
              .formatted(path));
    }
  }
}
