package dev.deltaenrich.sink;

import dev.deltaenrich.engine.DeltaTable;
import dev.deltaenrich.engine.FailureTranslator;
import dev.deltaenrich.engine.ScalaInterop;
import dev.deltaenrich.engine.Storage;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.source.Lookup;
import dev.deltaenrich.source.LookupColumn;
import dev.deltaenrich.source.LookupRow;
import dev.deltaenrich.source.LookupSpill;
import java.time.Instant;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.FileAction;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;

/**
 * The lookups that runs used: an append-only Delta table of {@code snapshot} (partition), {@code
 * key} and {@code values}, a map from looked-up column to its value as text. A snapshot that is
 * there already is never written again. What a snapshot was taken of and when stands in its files'
 * tags.
 *
 * <p>One object serves one run; not thread-safe.
 */
public final class LookupHistory implements LookupSpill {
  private static final Logger LOG = LoggerFactory.getLogger(LookupHistory.class);
  private static final String SNAPSHOT = "snapshot";
  private static final String MADE_BY = "delta-enrich lookup history";
  private static final int ATTEMPTS = 5;

  /** A local table travels inside its task, which Spark refuses over spark.rpc.message.maxSize. */
  private static final int ROWS_A_FILE = 200_000;

  private static final StructType ROWS =
      new StructType()
          .add(SNAPSHOT, DataTypes.StringType)
          .add("key", DataTypes.StringType)
          .add("values", DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType));

  private final SparkSession spark;
  private final String path;
  private final String pending = "pending-" + UUID.randomUUID();
  private final List<AddFile> written = new ArrayList<>();

  /** The history at {@code path}; made when the first snapshot is kept. */
  public LookupHistory(SparkSession spark, String path) {
    this.spark = spark;
    this.path = path;
  }

  /** Writes rows that belong to no snapshot until {@link #keep} commits them. */
  @Override
  public void write(List<LookupColumn> columns, List<LookupRow> rows) {
    if (written.isEmpty()) {
      requireOurs();
    }
    try {
      OptimisticTransaction transaction = begin(open());
      for (int from = 0; from < rows.size(); from += ROWS_A_FILE) {
        List<LookupRow> some = rows.subList(from, Math.min(from + ROWS_A_FILE, rows.size()));
        List<FileAction> actions = ScalaInterop.list(transaction.writeFiles(frame(columns, some)));
        actions.forEach(action -> written.add((AddFile) action));
      }
    } catch (Exception e) {
      throw FailureTranslator.translate("write the lookup history " + path, e);
    }
  }

  /**
   * Keeps a lookup, unless the same content is kept already. When it fails, files may be left in
   * the history's folder that no version names.
   */
  public void keep(Lookup lookup) {
    if (contains(lookup.id())) {
      discard();
      return;
    }
    if (!lookup.spilled()) {
      write(lookup.columns(), lookup.rows());
    }
    try {
      commit(lookup);
    } catch (Exception e) {
      throw FailureTranslator.translate("keep the lookup snapshot in " + path, e);
    } finally {
      // From the first attempt on they may be part of the table, whatever its outcome looks like.
      written.clear();
    }
  }

  /**
   * Deletes rows that were written for a snapshot which will not be kept. Never throws: the run's
   * own failure is the one to tell.
   */
  public void abandon() {
    if (written.isEmpty()) {
      return;
    }
    try {
      DeltaTable table = discard();
      if (!table.exists()) {
        new Storage(spark).deleteEmptyFolders(table.path());
      }
    } catch (RuntimeException e) {
      LOG.warn("{}: rows of a failed run may be left; vacuum takes them ({})", path, e.toString());
    }
  }

  /**
   * Makes sure that nothing else is at the path.
   *
   * @throws EnrichException TARGET_FOREIGN
   */
  public void requireOurs() {
    DeltaTable table = open();
    List<String> names = List.of(ROWS.fieldNames());
    if (table.exists()
        && !List.of(table.snapshot().metadata().schema().fieldNames()).equals(names)) {
      throw foreign("it is a Delta table of other columns than " + names);
    }
    Storage storage = new Storage(spark);
    if (!table.exists()
        && !storage.find(table.path(), file -> !isHistoryFile(file.getName()), 1).isEmpty()) {
      throw foreign("it is no Delta table and holds other files");
    }
  }

  private DeltaTable open() {
    try {
      return DeltaTable.open(spark, path);
    } catch (Exception e) {
      throw FailureTranslator.translate("read the lookup history " + path, e);
    }
  }

  /** Files of a run that was killed before its first commit are no stranger's. */
  private static boolean isHistoryFile(String name) {
    return name.startsWith("part-") && name.endsWith(".parquet");
  }

  private EnrichException foreign(String what) {
    return new EnrichException(
        ErrorCode.TARGET_FOREIGN,
        "Cannot keep the lookup history in %s: %s; choose another lookup.history.path"
            .formatted(path, what));
  }

  /** Whether a snapshot is kept. Reads the log, not the rows. */
  public boolean contains(String snapshot) {
    DeltaTable table = open();
    return table.exists() && !filesOf(table, snapshot).isEmpty();
  }

  /** What is known of a kept snapshot besides its rows; empty when it is not kept. */
  public Optional<KeptSnapshot> find(String snapshot) {
    DeltaTable table = open();
    return table.exists()
        ? filesOf(table, snapshot).stream()
            .findFirst()
            .map(file -> KeptSnapshot.of(ScalaInterop.map(file.tags())))
        : Optional.empty();
  }

  /** The rows of a kept snapshot: {@code key} and {@code values}. */
  public Dataset<Row> read(String snapshot) {
    DeltaTable table = open();
    return table.read(filesOf(table, snapshot)).select("key", "values");
  }

  /**
   * The look for the same snapshot and the commit go by one version of the table, so that a run
   * that keeps the same snapshot meanwhile is either seen or a conflict.
   */
  private void commit(Lookup lookup) {
    for (int attempt = 1; ; attempt++) {
      DeltaTable table = open();
      if (!filesOf(table, lookup.id()).isEmpty()) {
        discard();
        return;
      }
      try {
        begin(table).commit(ScalaInterop.seq(actions(lookup)), operation());
        LOG.info("{}: kept lookup snapshot {} of {} rows", path, lookup.id(), lookup.rowCount());
        return;
      } catch (ConcurrentModificationException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /** With everything read, so that any commit after {@code table} is a conflict. */
  private OptimisticTransaction begin(DeltaTable table) {
    OptimisticTransaction transaction =
        table.log().startTransaction(Option.apply(table.snapshot()));
    transaction.readWholeTable();
    if (!table.exists()) {
      new CuratedMetadata(ROWS, List.of(SNAPSHOT), MADE_BY)
          .changeOf(transaction.metadata(), false)
          .ifPresent(metadata -> transaction.updateMetadata(metadata, false));
    }
    return transaction;
  }

  private Dataset<Row> frame(List<LookupColumn> columns, List<LookupRow> rows) {
    List<Row> cells = rows.stream().map(row -> row(columns, row)).toList();
    return spark.createDataFrame(cells, ROWS).coalesce(1);
  }

  private Row row(List<LookupColumn> columns, LookupRow row) {
    List<String> texts = row.texts();
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      values.put(columns.get(i).name(), texts.get(i));
    }
    return RowFactory.create(pending, row.key(), ScalaInterop.map(values));
  }

  /**
   * The snapshot's id is known only when all rows were read; the log names the partition, not the
   * file.
   */
  private List<Action> actions(Lookup lookup) {
    Map<String, String> tags =
        Map.of(
            KeptSnapshot.TABLE,
            lookup.table(),
            "deltaEnrich.recordedAt",
            Instant.now().toString(),
            KeptSnapshot.ROWS,
            Long.toString(lookup.rowCount()),
            KeptSnapshot.COLUMNS,
            lookup.columns().stream()
                .map(column -> column.name() + " " + column.type().catalogString())
                .collect(Collectors.joining(", ")));
    return written.stream()
        .<Action>map(
            file ->
                new AddFile(
                    file.path(),
                    ScalaInterop.map(Map.of(SNAPSHOT, lookup.id())),
                    file.size(),
                    file.modificationTime(),
                    true,
                    file.stats(),
                    ScalaInterop.map(tags),
                    null))
        .toList();
  }

  private static DeltaOperations.Operation operation() {
    return new DeltaOperations.Write(
        SaveMode.Append,
        Option.apply(ScalaInterop.seq(List.of(SNAPSHOT))),
        Option.empty(),
        Option.empty());
  }

  private static List<AddFile> filesOf(DeltaTable table, String snapshot) {
    return table.files().stream()
        .filter(file -> file.partitionValues().get(SNAPSHOT).contains(snapshot))
        .toList();
  }

  /** Deletes what was written for nothing. */
  private DeltaTable discard() {
    DeltaTable table = open();
    Storage storage = new Storage(spark);
    written.forEach(file -> storage.delete(table.resolve(file.path())));
    written.clear();
    return table;
  }
}
