package dev.deltaenrich.enrich;

import dev.deltaenrich.engine.Background;
import dev.deltaenrich.engine.FailureTranslator;
import dev.deltaenrich.engine.FileNaming;
import dev.deltaenrich.engine.HadoopSettings;
import dev.deltaenrich.engine.JavaBytes;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.plan.EarlierFile;
import dev.deltaenrich.plan.Fallback;
import dev.deltaenrich.plan.FileTags;
import dev.deltaenrich.plan.PlannedFile;
import dev.deltaenrich.plan.ProducedFile;
import dev.deltaenrich.plan.SourceFile;
import dev.deltaenrich.source.LookupRoom;
import dev.deltaenrich.source.RawTable;
import dev.deltaenrich.splice.PreparedLookup;
import dev.deltaenrich.splice.SpliceRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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
 * Makes curated files by taking over the raw file's bytes and adding column chunks and a footer.
 * Where bytes cannot stay as they are, pages are decoded and encoded column by column; no row is
 * ever assembled. A task is handed files, not rows. Spark SQL runs only where a lookup is over its
 * broadcast bound: see {@link SpilledLookups}.
 *
 * <p>The files stand in the table's folder when {@link #produce} returns and belong to the table
 * only once they are committed. When it throws, some may stand there; their names carry the run's
 * id.
 */
public final class SpliceProducer {
  private static final Logger LOG = LoggerFactory.getLogger(SpliceProducer.class);

  /** Files a task is handed at most: what is lost with an executor is made again. */
  private static final int FILES_A_TASK = 16;

  private final SparkSession spark;
  private final RawTable raw;
  private final List<JoinedLookup> lookups;
  private final Function<JoinedLookup, Dataset<Row>> kept;
  private final boolean rewriteAll;
  private final Optional<QuarantineFolder> quarantine;

  /**
   * @param lookups what is added, in this order
   * @param kept gives the rows of a spilled lookup as the history keeps them; not asked for those
   *     of a lookup that is held
   * @param rewriteAll whether all pages are decoded and encoded
   * @param quarantine where rows without a match go; empty where they stay
   */
  public SpliceProducer(
      SparkSession spark,
      RawTable raw,
      List<JoinedLookup> lookups,
      Function<JoinedLookup, Dataset<Row>> kept,
      boolean rewriteAll,
      Optional<QuarantineFolder> quarantine) {
    this.spark = spark;
    this.raw = raw;
    this.lookups = List.copyOf(lookups);
    this.kept = kept;
    this.rewriteAll = rewriteAll;
    this.quarantine = quarantine;
  }

  /**
   * What was made.
   *
   * @param files the files; a planned file whose sources hold no rows is not among them
   * @param fallbacks why pages were decoded and encoded; for each reason the number of files
   */
  public record Result(List<ProducedFile> files, Map<Fallback, Integer> fallbacks) {}

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
      // The log is read again for them, while tasks are at work.
      Background<Map<String, String>> ofRaw =
          Background.begin(
              "read the statistics of " + raw.path(),
              () -> MappedStatistics.ofRaw(raw, sources(planned)));
      List<SpliceOutcome> outcomes = run(planned, naming, statistics);
      requireAll(planned, outcomes);
      return result(outcomes, new CuratedStatistics(ofRaw.await(), statistics));
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
            RawColumns.of(raw, lookups.stream().map(JoinedLookup::rule).toList()),
            rewriteAll,
            statistics,
            raw.deletedRows(sources(planned)),
            quarantine.orElse(null),
            new SerializableConfiguration(HadoopSettings.of(spark)));
    Broadcast<JavaBytes<SpliceJob>> broadcast = context.broadcast(JavaBytes.of(job));
    List<Broadcast<JavaBytes<PreparedLookup>>> whole = new ArrayList<>();
    try {
      FileLookups fileLookups = fileLookups(context, broadcast, whole);
      SpliceTask work = new SpliceTask(broadcast, fileLookups.filesHeld());
      List<SpliceOutcome> outcomes =
          run(
              fileLookups,
              dealt(planned, tasks(planned.size(), context.defaultParallelism())),
              work);
      List<PlannedFile> large = tooLarge(outcomes);
      if (!large.isEmpty()) {
        LOG.info(
            "{} files need more of the lookup than a task has memory for, and are made one by one",
            large.size());
        outcomes.removeIf(outcome -> outcome instanceof SpliceOutcome.TooLarge);
        outcomes.addAll(run(fileLookups, List.of(large), work));
      }
      return outcomes;
    } finally {
      whole.forEach(Broadcast::destroy);
      broadcast.destroy();
    }
  }

  private static List<SpliceOutcome> run(
      FileLookups lookups, List<List<PlannedFile>> tasks, SpliceTask work) {
    return lookups.collect(tasks, work).stream()
        .map(JavaBytes::value)
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static List<PlannedFile> tooLarge(List<SpliceOutcome> outcomes) {
    return outcomes.stream()
        .filter(outcome -> outcome instanceof SpliceOutcome.TooLarge)
        .map(SpliceOutcome::planned)
        .toList();
  }

  /**
   * @param whole gets what is broadcast here, for the caller to destroy
   */
  private FileLookups fileLookups(
      JavaSparkContext context,
      Broadcast<JavaBytes<SpliceJob>> job,
      List<Broadcast<JavaBytes<PreparedLookup>>> whole) {
    List<LookupPart> parts = new ArrayList<>();
    Map<Integer, Supplier<Dataset<Row>>> spilled = new HashMap<>();
    for (JoinedLookup lookup : lookups) {
      SpliceRule added = SpliceRules.of(lookup.rule(), lookup.lookup(), spark);
      if (lookup.join().broadcast()) {
        whole.add(context.broadcast(JavaBytes.of(PreparedLookup.of(added))));
        parts.add(
            new LookupPart.Whole(
                whole.get(whole.size() - 1), LookupRoom.onExecutor(lookup.lookup())));
      } else {
        spilled.put(parts.size(), () -> kept.apply(lookup));
        parts.add(new LookupPart.Wanted(added, lookup.lookup().columns()));
      }
    }
    return spilled.isEmpty()
        ? new BroadcastLookups(context, whole)
        : new SpilledLookups(SpilledLookups.session(spark), parts, spilled, job);
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

  private static Result result(List<SpliceOutcome> outcomes, CuratedStatistics statistics) {
    List<ProducedFile> files = new ArrayList<>();
    Map<Fallback, Integer> fallbacks = new EnumMap<>(Fallback.class);
    for (SpliceOutcome outcome : outcomes) {
      if (outcome instanceof SpliceOutcome.TooLarge file) {
        throw tooLarge(file.planned());
      }
      if (outcome instanceof SpliceOutcome.Spliced file) {
        files.add(produced(file, statistics.of(file)));
        if (file.rewritten() != null) {
          fallbacks.merge(file.rewritten(), 1, Integer::sum);
        }
      }
    }
    return new Result(files, fallbacks);
  }

  private static EnrichException tooLarge(PlannedFile planned) {
    return new EnrichException(
        ErrorCode.LOOKUP_LARGE,
        "Cannot look up the keys of %s: the rows of the lookup that they need do not fit into an executor; give executors more memory (spark.executor.memory, locally spark.driver.memory)"
            .formatted(planned.sources().get(0).uri()));
  }

  private static boolean isRewritten(SpliceOutcome.Spliced file) {
    return file.rewritten() != null
        || file.planned().earlier().stream().anyMatch(EarlierFile::rewritten);
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
        isRewritten(file) ? FileTags.REWRITTEN : FileTags.SPLICED,
        file.quarantined());
  }
}
