package dev.deltaenrich.enrich;

import dev.deltaenrich.config.Rule;
import dev.deltaenrich.engine.FailureTranslator;
import dev.deltaenrich.engine.FileNaming;
import dev.deltaenrich.engine.JavaBytes;
import dev.deltaenrich.engine.RewriteTarget;
import dev.deltaenrich.engine.ScalaInterop;
import dev.deltaenrich.plan.PlannedFile;
import dev.deltaenrich.plan.ProducedFile;
import dev.deltaenrich.plan.SourceFile;
import dev.deltaenrich.source.RawTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.Job;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.SQLExecution;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.util.SerializableConfiguration;
import scala.Option;

/**
 * Makes curated files by reading raw rows, joining them and writing them again; takes whatever
 * Spark can read. Map-only while the lookup is broadcast: one planned file, one task, one file,
 * however many sources it has.
 *
 * <p>The files stand in the table's folder when {@link #produce} returns and belong to the table
 * only once they are committed. When it throws, some may stand there; their names carry the run's
 * id.
 */
public final class RewriteProducer {
  /** This producer's name in tags and figures. */
  public static final String NAME = "rewrite";

  /** Larger than any file, so that none is split. */
  private static final String WHOLE_FILES = Long.toString(1L << 60);

  private final SparkSession spark;
  private final RawTable raw;
  private final LookupFrame lookup;
  private final JoinChoice join;
  private final Rule rule;

  /**
   * @param spark a session whose settings may be changed for the scan: see {@link #scanSession}
   * @param lookup made in that session
   */
  public RewriteProducer(
      SparkSession spark, RawTable raw, LookupFrame lookup, JoinChoice join, Rule rule) {
    this.spark = spark;
    this.raw = raw;
    this.lookup = lookup;
    this.join = join;
    this.rule = rule;
  }

  /**
   * A clone of {@code session}, set so that each file is read in one piece and that no file is
   * passed over because it is missing or corrupt.
   */
  public static SparkSession scanSession(SparkSession session, JoinChoice join) {
    SparkSession scan = session.cloneSession();
    scan.conf().set("spark.sql.files.maxPartitionBytes", WHOLE_FILES);
    scan.conf().set("spark.sql.files.openCostInBytes", WHOLE_FILES);
    scan.conf().set("spark.sql.files.ignoreMissingFiles", "false");
    scan.conf().set("spark.sql.files.ignoreCorruptFiles", "false");
    // Nothing to adapt in a map-only plan; a shuffle join profits.
    scan.conf().set("spark.sql.adaptive.enabled", Boolean.toString(!join.broadcast()));
    return scan;
  }

  /**
   * Makes the files. A planned file whose sources hold no rows is not made and not in the result.
   *
   * @throws dev.deltaenrich.failure.EnrichException when a source cannot be read in full, or the
   *     target cannot be written
   */
  public List<ProducedFile> produce(
      List<PlannedFile> planned, FileNaming naming, RewriteTarget target) {
    if (planned.isEmpty()) {
      return List.of();
    }
    SparkSession before = SparkSession.active();
    SparkSession.setActiveSession(spark);
    try {
      EnrichedRows rows = enrichedRows(planned);
      RewriteJob job = job(planned, naming, target, rows);
      List<ProducedFile> produced = run(job, rows, planned);
      requireRestEmpty(job, produced);
      return produced;
    } catch (Exception e) {
      throw FailureTranslator.translate("enrich " + raw.path(), e);
    } finally {
      SparkSession.setActiveSession(before);
    }
  }

  private EnrichedRows enrichedRows(List<PlannedFile> planned) {
    List<SourceFile> sources = planned.stream().flatMap(file -> file.sources().stream()).toList();
    Dataset<Row> scan = raw.read(spark, sources);
    if (join.broadcast()) {
      return EnrichedRows.inPlace(scan, raw.partitionColumns(), lookup, rule);
    }
    return EnrichedRows.regrouped(
        explained(EnrichedRows.withSource(scan), planned, sources),
        raw.partitionColumns(),
        lookup,
        rule,
        Math.min(planned.size(), spark.sessionState().conf().numShufflePartitions()));
  }

  /**
   * The same rows, one partition a planned file; a failure to read them is explained before the
   * shuffle hides its file.
   */
  private Dataset<Row> explained(
      Dataset<Row> scan, List<PlannedFile> planned, List<SourceFile> sources) {
    SerializableConfiguration conf =
        new SerializableConfiguration(spark.sessionState().newHadoopConf());
    JavaRDD<InternalRow> rows =
        new PlannedPartitions(scan.queryExecution().toRdd(), planned)
            .toJavaRDD()
            .mapPartitions(ExplainedScan.of(sources, conf, raw.storedColumns()));
    return spark.internalCreateDataFrame(rows.rdd(), scan.schema(), false);
  }

  private RewriteJob job(
      List<PlannedFile> planned, FileNaming naming, RewriteTarget target, EnrichedRows rows) {
    Configuration conf = spark.sessionState().newHadoopConf();
    try {
      Job hadoopJob = Job.getInstance(conf);
      OutputWriterFactory writers =
          new ParquetFileFormat()
              .prepareWrite(spark, hadoopJob, ScalaInterop.map(Map.of()), rows.layout().stored());
      return new RewriteJob(
          naming,
          RewriteJob.placesOf(planned),
          raw.storedColumns(),
          rows.layout(),
          writers,
          target.statistics(spark, rows.layout().stored()),
          new SerializableConfiguration(hadoopJob.getConfiguration()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<ProducedFile> run(RewriteJob job, EnrichedRows rows, List<PlannedFile> planned) {
    QueryExecution query = rows.rows().queryExecution();
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<JavaBytes<RewriteJob>> broadcast = context.broadcast(JavaBytes.of(job));
    try {
      return SQLExecution.withNewExecutionId(
          query,
          Option.apply("enrich"),
          () ->
              partitioned(query.toRdd(), planned)
                  .toJavaRDD()
                  .mapPartitions(new RewriteTask(broadcast))
                  .collect()
                  .stream()
                  .map(JavaBytes::value)
                  .toList());
    } finally {
      broadcast.destroy();
    }
  }

  /** After a shuffle, rows are where they belong. */
  private RDD<InternalRow> partitioned(RDD<InternalRow> rows, List<PlannedFile> planned) {
    return join.broadcast() ? new PlannedPartitions(rows, planned) : rows;
  }

  /** Spark skips a file the log calls empty without opening it. */
  private void requireRestEmpty(RewriteJob job, List<ProducedFile> produced) {
    SourceCheck check = new SourceCheck(job.conf().value(), job.columns());
    Set<SourceFile> seen = new HashSet<>();
    produced.forEach(file -> seen.addAll(file.planned().sources()));
    job.places().values().stream()
        .map(SourcePlace::source)
        .filter(source -> !seen.contains(source))
        .forEach(source -> check.requireAllRows(source, 0));
  }
}
