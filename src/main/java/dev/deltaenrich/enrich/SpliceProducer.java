package dev.deltaenrich.enrich;

import dev.deltaenrich.config.Rule;
import dev.deltaenrich.engine.FailureTranslator;
import dev.deltaenrich.engine.FileNaming;
import dev.deltaenrich.engine.HadoopSettings;
import dev.deltaenrich.engine.JavaBytes;
import dev.deltaenrich.plan.Fallback;
import dev.deltaenrich.plan.PlannedFile;
import dev.deltaenrich.plan.ProducedFile;
import dev.deltaenrich.plan.SourceFile;
import dev.deltaenrich.source.Lookup;
import dev.deltaenrich.source.RawTable;
import dev.deltaenrich.splice.PreparedLookup;
import dev.deltaenrich.splice.SpliceRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes curated files by taking over the raw file's bytes and adding column chunks and a footer;
 * rows are not decoded. A task is handed files, not rows. Spark SQL runs only where the lookup is
 * over its broadcast bound: see {@link SpilledLookup}.
 *
 * <p>The files stand in the table's folder when {@link #produce} returns and belong to the table
 * only once they are committed. When it throws, some may stand there; their names carry the run's
 * id.
 */
public final class SpliceProducer {
  private static final Logger LOG = LoggerFactory.getLogger(SpliceProducer.class);

  /** This producer's name in tags and figures. */
  public static final String NAME = "splice";

  /** Files a task is handed at most: what is lost with an executor is made again. */
  private static final int FILES_A_TASK = 16;

  private final SparkSession spark;
  private final RawTable raw;
  private final Lookup lookup;
  private final JoinChoice join;
  private final Supplier<Dataset<Row>> kept;
  private final Rule rule;

  /**
   * @param join how it is joined
   * @param kept gives the rows of a spilled lookup as the history keeps them; not asked for those
   *     of a lookup that is held
   */
  public SpliceProducer(
      SparkSession spark,
      RawTable raw,
      Lookup lookup,
      JoinChoice join,
      Supplier<Dataset<Row>> kept,
      Rule rule) {
    this.spark = spark;
    this.raw = raw;
    this.lookup = lookup;
    this.join = join;
    this.kept = kept;
    this.rule = rule;
  }

  /**
   * What became of the files that were planned.
   *
   * @param files those that were made
   * @param refused those that cannot be spliced, with the reason; nothing was made of them
   */
  public record Result(List<ProducedFile> files, Map<PlannedFile, Fallback> refused) {}

  /**
   * Makes the files. A planned file whose source holds no rows is not made and not in the result.
   *
   * @param statistics the columns that the curated table keeps statistics of
   * @throws dev.deltaenrich.failure.EnrichException what is wrong with a file, or what the store
   *     says
   */
  public Result produce(List<PlannedFile> planned, FileNaming naming, StructType statistics) {
    if (planned.isEmpty()) {
      return new Result(List.of(), Map.of());
    }
    try {
      CuratedStatistics of =
          new CuratedStatistics(RawStatistics.of(raw, sources(planned)), statistics);
      List<SpliceOutcome> outcomes = run(planned, naming, statistics);
      requireAll(planned, outcomes);
      return result(outcomes, of);
    } catch (Exception e) {
      throw FailureTranslator.translate("enrich " + raw.path(), e);
    }
  }

  /** A source that no outcome is about would be lost. */
  private static void requireAll(List<PlannedFile> planned, List<SpliceOutcome> outcomes) {
    Set<SourceFile> told = new HashSet<>();
    outcomes.forEach(outcome -> told.addAll(outcome.planned().sources()));
    for (SourceFile source : sources(planned)) {
      if (!told.contains(source)) {
        throw new IllegalStateException("no task has told what became of " + source.uri());
      }
    }
  }

  private List<SpliceOutcome> run(
      List<PlannedFile> planned, FileNaming naming, StructType statistics) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    SpliceJob job =
        new SpliceJob(
            naming,
            RawColumns.of(raw, rule),
            statistics,
            raw.deletedRows(sources(planned)),
            new SerializableConfiguration(HadoopSettings.of(spark)));
    Broadcast<JavaBytes<SpliceJob>> broadcast = context.broadcast(JavaBytes.of(job));
    try {
      FileLookups lookups = lookups(context, broadcast);
      return lookups
          .collect(
              dealt(planned, tasks(planned.size(), context.defaultParallelism())),
              new SpliceTask(broadcast, lookups.filesHeld()))
          .stream()
          .map(JavaBytes::value)
          .toList();
    } finally {
      broadcast.destroy();
    }
  }

  private FileLookups lookups(JavaSparkContext context, Broadcast<JavaBytes<SpliceJob>> job) {
    SpliceRule added = SpliceRules.of(rule, lookup, spark);
    return !join.broadcast()
        ? new SpilledLookup(
            RewriteProducer.scanSession(spark, join), kept, lookup.columns(), added, job)
        : new BroadcastLookup(context, PreparedLookup.of(added));
  }

  /** One a core, so that copies of a task's files overlap; more where files are very many. */
  static int tasks(int files, int cores) {
    int least = Math.floorDiv(files + FILES_A_TASK - 1, FILES_A_TASK);
    return Math.min(files, Math.max(cores, least));
  }

  /** The files of each task: the largest first, dealt like cards. */
  private static List<List<PlannedFile>> dealt(List<PlannedFile> planned, int tasks) {
    List<PlannedFile> sorted =
        planned.stream().sorted(Comparator.comparingLong(PlannedFile::bytes).reversed()).toList();
    List<List<PlannedFile>> dealt = new ArrayList<>();
    for (int task = 0; task < tasks; task++) {
      List<PlannedFile> files = new ArrayList<>();
      for (int i = task; i < sorted.size(); i += tasks) {
        files.add(sorted.get(i));
      }
      dealt.add(files);
    }
    return dealt;
  }

  private static List<SourceFile> sources(List<PlannedFile> planned) {
    return planned.stream().flatMap(file -> file.sources().stream()).toList();
  }

  private static SourceFile source(PlannedFile planned) {
    return planned.sources().get(0);
  }

  private static Result result(List<SpliceOutcome> outcomes, CuratedStatistics statistics) {
    List<ProducedFile> files = new ArrayList<>();
    Map<PlannedFile, Fallback> refused = new LinkedHashMap<>();
    Set<Fallback> told = EnumSet.noneOf(Fallback.class);
    for (SpliceOutcome outcome : outcomes) {
      if (outcome instanceof SpliceOutcome.Spliced spliced) {
        files.add(produced(spliced, statistics.of(spliced)));
      } else if (outcome instanceof SpliceOutcome.Refused no) {
        if (told.add(no.reason())) {
          String file = source(no.planned()).uri();
          LOG.info("{} cannot be spliced ({}): {}", file, no.reason().word(), no.detail());
        }
        refused.put(no.planned(), no.reason());
      }
    }
    return new Result(files, refused);
  }

  private static ProducedFile produced(SpliceOutcome.Spliced file, String statistics) {
    return new ProducedFile(
        file.planned(),
        file.path(),
        file.bytes(),
        file.bytesMoved(),
        file.modificationTime(),
        statistics,
        file.counts(),
        NAME);
  }
}
