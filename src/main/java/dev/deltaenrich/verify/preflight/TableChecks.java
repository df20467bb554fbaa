package dev.deltaenrich.verify.preflight;

import dev.deltaenrich.config.NewColumn;
import dev.deltaenrich.config.Settings;
import dev.deltaenrich.engine.FileNaming;
import dev.deltaenrich.engine.Storage;
import dev.deltaenrich.plan.RunRecord;
import dev.deltaenrich.plan.SourceFile;
import dev.deltaenrich.source.RawTable;
import io.delta.tables.DeltaTable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Whether raw is a table that can be enriched, and the target one that may be written. */
final class TableChecks {
  private static final String RAW = "raw table";

  /** The table property that enrich sets. */
  private static final String MADE_BY = "deltaEnrich.madeBy";

  private final SparkSession spark;
  private final Settings settings;
  private RawTable raw;

  TableChecks(SparkSession spark, Settings settings) {
    this.spark = spark;
    this.settings = settings;
  }

  void addTo(Checklist checks) {
    // Delta reads a log by Spark jobs: many seconds when they are a session's first.
    checks.addSlow(RAW, this::raw, "Delta", StoreChecks.RAW);
    checks.addSlow("raw key", this::key, RAW);
    checks.addSlow("new columns", this::newColumns, RAW);
    checks.addSlow("target table", this::target, "Delta", StoreChecks.TARGET);
  }

  /** Read as enrich reads it, which takes logs that Delta's own reader does not. */
  private String raw() {
    SparkSession.setActiveSession(spark);
    raw = RawTable.open(spark, settings.rawPath());
    return "%d files, %d bytes, version %d"
        .formatted(
            raw.files().size(),
            raw.files().stream().mapToLong(SourceFile::bytes).sum(),
            raw.version());
  }

  private String key() throws CheckFailure {
    String key = settings.rule().rawKey();
    StructType schema = raw.schema();
    StructField field =
        field(schema, key)
            .orElseThrow(
                () ->
                    new CheckFailure(
                        "there is no column '%s', only %s"
                            .formatted(key, String.join(", ", schema.fieldNames())),
                        "change raw.key"));
    if (!(field.dataType() instanceof StringType)) {
      throw new CheckFailure(
          "column '%s' is %s, not string".formatted(key, field.dataType().simpleString()),
          "cast it where the table is made, or change raw.key");
    }
    return "%s string".formatted(field.name());
  }

  private String newColumns() throws CheckFailure {
    StructType schema = raw.schema();
    for (NewColumn column : settings.rule().columns()) {
      if (field(schema, column.name()).isPresent()) {
        throw new CheckFailure(
            "the raw table already has a column '%s'".formatted(column.name()),
            "set lookup.columns=%s:OTHER_NAME".formatted(column.lookupColumn()));
      }
    }
    return String.join(", ", settings.rule().columns().stream().map(NewColumn::name).toList());
  }

  private String target() throws CheckFailure {
    requireApart();
    String path = settings.targetPath();
    if (!isDelta(path)) {
      requireNoForeignFiles(path);
      return "nothing there yet; enrich will make it";
    }
    Row detail = describe(path);
    boolean made = "delta-enrich".equals(detail.<String, String>getJavaMap(0).get(MADE_BY));
    if (!made && !hasRunRecord(path)) {
      throw new CheckFailure(
          "%s is a Delta table that delta-enrich did not make".formatted(path),
          "change target.path, or pass --overwrite to enrich");
    }
    return "made by delta-enrich";
  }

  /** Neither table may lie in the other, nor the lookup history in either. */
  private void requireApart() throws CheckFailure {
    String history = settings.lookup().historyPath();
    requireApart("it", settings.targetPath(), "the raw table", settings.rawPath());
    requireApart("lookup.history.path", history, "the raw table", settings.rawPath());
    requireApart("lookup.history.path", history, "the target", settings.targetPath());
  }

  private void requireApart(String name, String path, String otherName, String other)
      throws CheckFailure {
    Storage storage = new Storage(spark);
    String mine = storage.qualify(path) + "/";
    String theirs = storage.qualify(other) + "/";
    if (mine.startsWith(theirs) || theirs.startsWith(mine)) {
      throw new CheckFailure(
          "%s is, or lies in, or holds, %s %s".formatted(name, otherName, other),
          "choose separate folders");
    }
  }

  /** Files of a run that was killed before its first commit are no obstacle. */
  private void requireNoForeignFiles(String path) throws CheckFailure {
    Storage storage = new Storage(spark);
    List<Path> foreign =
        storage.find(storage.qualify(path), file -> !FileNaming.isOurs(file.getName()), 1);
    if (!foreign.isEmpty()) {
      throw new CheckFailure(
          "%s holds files (%s), but no Delta table".formatted(path, foreign.get(0).getName()),
          "change target.path, or remove the files");
    }
  }

  private Row describe(String path) throws CheckFailure {
    try {
      return DeltaTable.forPath(spark, path).detail().select("properties").first();
    } catch (Exception e) {
      throw unreadable(path, e);
    }
  }

  private boolean hasRunRecord(String path) {
    return DeltaTable.forPath(spark, path).history().select("userMetadata").collectAsList().stream()
        .anyMatch(row -> RunRecord.fromJson(row.getString(0)).isPresent());
  }

  private static Optional<StructField> field(StructType schema, String name) {
    return Arrays.stream(schema.fields())
        .filter(field -> field.name().equalsIgnoreCase(name))
        .findFirst();
  }

  /** Reads the log, if there is one: a log that asks for a newer Delta fails here. */
  private boolean isDelta(String path) throws CheckFailure {
    // Delta asks the thread, and every check has a new one.
    SparkSession.setActiveSession(spark);
    try {
      return DeltaTable.isDeltaTable(spark, path);
    } catch (Exception e) {
      throw unreadable(path, e);
    }
  }

  private static CheckFailure unreadable(String path, Exception failure) {
    return new CheckFailure(
        "%s cannot be read (%s)"
            .formatted(path, failure.toString().lines().findFirst().orElse("").strip()),
        "choose another target.path, or restore what was deleted from its log or changed there");
  }
}
