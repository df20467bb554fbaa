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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes curated files by taking over the raw file's bytes and adding column chunks and a footer;
 * rows are not decoded. Runs no Spark SQL: a task is handed files, not rows.
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
  private final Rule rule;

  /**
   * @param lookup held in memory; a spilled one is joined by a shuffle, not spliced
   */
  public SpliceProducer(SparkSession spark, RawTable raw, Lookup lookup, Rule rule) {
    this.spark = spark;
    this.raw = raw;
    this.lookup = lookup;
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
   * @param statistics which of the new columns the table keeps statistics of
   * @throws dev.deltaenrich.failure.EnrichException what is wrong with a file, or what the store
   *     says
   */
  public Result produce(
      List<PlannedFile> planned, FileNaming naming, Predicate<String> statistics) {
    if (planned.isEmpty()) {
      return new Result(List.of(), Map.of());
    }
    try {
      Map<String, String> ofRaw =
          raw.statistics(sources(planned));
      // Asked once for each column: the table's schema is parsed for each answer.
      Map<String, Boolean> kept = new HashMap<>();
      return result(
          run(planned, naming), ofRaw, column -> kept.computeIfAbsent(column, statistics::test));
    } catch (Exception e) {
      throw FailureTranslator.translate("enrich " + raw.path(), e);
    }
  }

  private List<SpliceOutcome> run(List<PlannedFile> planned, FileNaming naming) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    SpliceJob job =
        new SpliceJob(
            naming,
            PreparedLookup.of(SpliceRules.of(rule, lookup, spark)),
            raw.storedColumns(),
            raw.deletedRows(sources(planned)),
            new SerializableConfiguration(HadoopSettings.of(spark)));
    Broadcast<JavaBytes<SpliceJob>> broadcast = context.broadcast(JavaBytes.of(job));
    int tasks = tasks(planned.size(), context.defaultParallelism());
    try {
      return context
          .parallelize(dealt(planned, tasks), tasks)
          .mapPartitions(new SpliceTask(broadcast))
          .collect()
          .stream()
          .map(JavaBytes::value)
          .toList();
    } finally {
      broadcast.destroy();
    }
  }

  /** One a core, so that copies of a task's files overlap; more where files are very many. */
  static int tasks(int files, int cores) {
    int least = Math.floorDiv(files + FILES_A_TASK - 1, FILES_A_TASK);
    return Math.min(files, Math.max(cores, least));
  }

  /** The largest first, dealt like cards: {@code parallelize} cuts the list into even runs. */
  private static List<JavaBytes<PlannedFile>> dealt(List<PlannedFile> planned, int tasks) {
    List<PlannedFile> sorted =
        planned.stream().sorted(Comparator.comparingLong(PlannedFile::bytes).reversed()).toList();
    List<JavaBytes<PlannedFile>> dealt = new ArrayList<>();
    for (int task = 0; task < tasks; task++) {
      for (int i = task; i < sorted.size(); i += tasks) {
        dealt.add(JavaBytes.of(sorted.get(i)));
      }
    }
    return dealt;
  }

  private static List<SourceFile> sources(List<PlannedFile> planned) {
    return planned.stream().flatMap(file -> file.sources().stream()).toList();
  }

  private static SourceFile source(PlannedFile planned) {
    return planned.sources().get(0);
  }

  private static Result result(
      List<SpliceOutcome> outcomes, Map<String, String> ofRaw, Predicate<String> statistics) {
    List<ProducedFile> files = new ArrayList<>();
    Map<PlannedFile, Fallback> refused = new LinkedHashMap<>();
    Set<Fallback> told = EnumSet.noneOf(Fallback.class);
    for (SpliceOutcome outcome : outcomes) {
      if (outcome instanceof SpliceOutcome.Spliced spliced) {
        String known = ofRaw.get(source(spliced.planned()).path());
        files.add(produced(spliced, known, statistics));
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

  private static ProducedFile produced(
      SpliceOutcome.Spliced file, String ofRaw, Predicate<String> statistics) {
    return new ProducedFile(
        file.planned(),
        file.path(),
        file.bytes(),
        file.bytesMoved(),
        file.modificationTime(),
        AddedStatistics.of(
            ofRaw,
            file.counts().rows(),
            file.figures().stream().filter(column -> statistics.test(column.name())).toList()),
        file.counts(),
        NAME);
  }
}
