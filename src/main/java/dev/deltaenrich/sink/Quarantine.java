package dev.deltaenrich.sink;

import dev.deltaenrich.config.Settings;
import dev.deltaenrich.engine.FailureTranslator;
import dev.deltaenrich.engine.Storage;
import dev.deltaenrich.engine.log.AddFile;
import dev.deltaenrich.engine.log.CommitDescription;
import dev.deltaenrich.engine.log.TableProtocol;
import dev.deltaenrich.engine.table.DeltaTable;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.plan.CuratedFile;
import dev.deltaenrich.plan.ProducedFile;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The table of rows without a match, as one run writes it. Only the curated table's log says which
 * of its files count: those that have the path of an active curated file with quarantined rows.
 *
 * <p>So a run names its files here, commits the curated ones, and then takes away what does not
 * count. Killed between two of these steps, it leaves files that do not count, and a later run
 * takes them away. Not thread-safe.
 */
public final class Quarantine {
  private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);
  private static final String MADE_BY = "delta-enrich quarantine of ";
  private static final int ATTEMPTS = 5;

  private final SparkSession spark;
  private final String path;
  private final String target;

  /** Files that this run has tried to commit, and that may be the table's. */
  private final Set<String> named = new HashSet<>();

  /**
   * @param target the curated table
   */
  public Quarantine(SparkSession spark, String path, String target) {
    this.spark = spark;
    this.path = path;
    this.target = new Storage(spark).qualify(target).toString();
  }

  /** The one that the settings name; empty where they name none. */
  public static Optional<Quarantine> of(SparkSession spark, Settings settings) {
    return settings
        .quarantinePath()
        .map(path -> new Quarantine(spark, path, settings.targetPath()));
  }

  /**
   * Reads what is there now, be it nothing.
   *
   * @param overwrite whether files that other programs wrote into this table are replaced
   * @throws EnrichException TARGET_FOREIGN when it is not this table's quarantine, or what the
   *     store says
   */
  public QuarantinedRows read(boolean overwrite) {
    CuratedTable table = CuratedTable.open(spark, path);
    DeltaTable delta = open();
    requireOurs(delta);
    if (!overwrite) {
      requireTags(delta);
    }
    return new QuarantinedRows(table, rows(delta));
  }

  private static Map<String, Long> rows(DeltaTable table) {
    return table.files().stream()
        .filter(file -> QuarantineTags.of(file).isPresent())
        .collect(
            Collectors.toMap(AddFile::path, file -> QuarantineTags.of(file).orElseThrow().rows()));
  }

  private DeltaTable open() {
    try {
      DeltaTable table = DeltaTable.open(spark, path);
      if (table.exists()) {
        new TableProtocol(table.logFolder(), table.protocol()).requireWritable();
      }
      return table;
    } catch (Exception e) {
      throw FailureTranslator.translate("open the quarantine " + path, e);
    }
  }

  private void requireOurs(DeltaTable table) {
    if (!table.exists()) {
      Optional<Path> foreign = new Storage(spark).fileOfOthers(table.path());
      if (foreign.isPresent()) {
        throw foreign(
            "it is no Delta table and holds other files (%s)".formatted(foreign.get().getName()));
      }
      return;
    }
    String madeBy = table.metadata().configuration().getOrDefault(CuratedTable.MADE_BY, "");
    if (!madeBy.startsWith(MADE_BY)) {
      throw foreign("it is a Delta table, and not a quarantine that delta-enrich made");
    }
    if (!madeBy.equals(MADE_BY + target)) {
      throw foreign("it is the quarantine of " + madeBy.substring(MADE_BY.length()));
    }
  }

  private EnrichException foreign(String why) {
    return new EnrichException(
        ErrorCode.TARGET_FOREIGN,
        "Cannot write to %s: %s; choose another quarantine.path".formatted(path, why));
  }

  private void requireTags(DeltaTable table) {
    List<AddFile> others =
        table.files().stream().filter(file -> QuarantineTags.of(file).isEmpty()).toList();
    if (!others.isEmpty()) {
      throw new EnrichException(
          ErrorCode.TARGET_FOREIGN,
          "Cannot write to %s: another program wrote, compacted or deleted rows of %d of its %d files (%s); pass --overwrite to have these rows made anew from raw"
              .formatted(path, others.size(), table.files().size(), others.get(0).path()));
    }
  }

  /**
   * Names files, before the curated table names theirs. Files that it names already are named for
   * the new version.
   *
   * @param base the curated table that the run's commit is based on
   * @param schema the columns that the table is to have
   * @throws EnrichException COMMIT_CONFLICT, COMMIT_UNKNOWN, or why it surely did not land
   */
  public void add(
      Collection<ProducedFile> produced,
      CuratedTable base,
      StructType schema,
      List<String> partitions,
      String run) {
    List<AddFile> coming =
        produced.stream()
            .filter(file -> file.quarantined() != null)
            .map(file -> addFile(file, QuarantineTags.basedOn(base, run, file.quarantinedRows())))
            .toList();
    if (coming.isEmpty()) {
      return;
    }
    DeltaTable table = open();
    requireOurs(table);
    TableChange change = new TableChange(table);
    change.use(new CuratedMetadata(schema, partitions, MADE_BY + target));
    coming.forEach(file -> named.add(file.path()));
    write(table, change, coming, List.of(), run);
  }

  private static AddFile addFile(ProducedFile file, QuarantineTags tags) {
    return new AddFile(
        file.path(),
        file.planned().partitionValues(),
        file.quarantined().bytes(),
        file.quarantined().modificationTime(),
        Optional.of(file.quarantined().statistics()),
        Optional.of(tags.toMap()),
        Optional.empty());
  }

  private static void write(
      DeltaTable table, TableChange change, List<AddFile> coming, List<AddFile> going, String run) {
    CommitDescription description =
        CommitDescription.of(
            "Append",
            change.metadata().partitionColumns(),
            table.version(),
            Map.of("numFiles", Integer.toString(coming.size())),
            Optional.empty());
    long version =
        new Commit(table, run, description.transaction())
            .attempt(() -> change.write(coming, going, description));
    Checkpoints.after(table, change.metadata(), version);
  }

  /**
   * Takes away the files that do not count and never will. One that was named for a commit that may
   * still land stays: its run, or a later one, takes it away. Never throws: the curated table is
   * right all the same.
   *
   * @return how many rows count; empty where that could not be read
   */
  public Optional<Long> settle(String run) {
    for (int attempt = 1; ; attempt++) {
      try {
        return Optional.of(settleOnce(run));
      } catch (EnrichException e) {
        if (e.code() != ErrorCode.COMMIT_CONFLICT || attempt == ATTEMPTS) {
          LOG.warn(
              "{}: rows that are not in quarantine any more stay until the next run ({})",
              path,
              e.getMessage());
          return Optional.empty();
        }
      }
    }
  }

  private long settleOnce(String run) {
    DeltaTable table = open();
    if (table.files().isEmpty()) {
      return 0;
    }
    requireOurs(table);
    // After the quarantine: what it names by now is either named by this version, or not yet.
    CuratedTable curated = CuratedTable.open(spark, target);
    Map<String, Long> counting =
        curated.files().stream()
            .filter(file -> file.quarantinedRows() > 0)
            .collect(Collectors.toMap(CuratedFile::path, CuratedFile::quarantinedRows));
    List<AddFile> going =
        table.files().stream()
            .filter(file -> !counting.containsKey(file.path()))
            .filter(file -> !QuarantineTags.of(file).filter(it -> it.mayCount(curated)).isPresent())
            .toList();
    if (!going.isEmpty()) {
      write(table, new TableChange(table), List.of(), going, run);
      LOG.info("{}: {} files of rows that are not in quarantine any more", path, going.size());
    }
    return counting.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Deletes files that were made for it and that no version names. Never throws. */
  public void delete(Collection<ProducedFile> uncommitted) {
    List<ProducedFile> files =
        uncommitted.stream()
            .filter(file -> file.quarantined() != null && !named.contains(file.path()))
            .toList();
    if (!files.isEmpty()) {
      cleanUp(table -> table.delete(files));
    }
  }

  /** Deletes what a failed run left behind. Never throws. */
  public void deleteFilesOf(String run) {
    cleanUp(table -> table.deleteFilesOf(run, named));
  }

  private void cleanUp(Consumer<CuratedTable> deletion) {
    try {
      deletion.accept(CuratedTable.open(spark, path));
    } catch (EnrichException e) {
      LOG.warn("{}: files may be left; vacuum takes them ({})", path, e.getMessage());
    }
  }
}
