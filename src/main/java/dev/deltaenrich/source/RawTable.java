package dev.deltaenrich.source;

import dev.deltaenrich.config.KeyMatch;
import dev.deltaenrich.config.KeyType;
import dev.deltaenrich.config.LookupSettings;
import dev.deltaenrich.config.NewColumn;
import dev.deltaenrich.config.Rule;
import dev.deltaenrich.engine.Background;
import dev.deltaenrich.engine.CharColumns;
import dev.deltaenrich.engine.FailureTranslator;
import dev.deltaenrich.engine.SchemaFields;
import dev.deltaenrich.engine.Storage;
import dev.deltaenrich.engine.log.AddFile;
import dev.deltaenrich.engine.log.ColumnMapping;
import dev.deltaenrich.engine.log.KeptStatistics;
import dev.deltaenrich.engine.log.LogEntries;
import dev.deltaenrich.engine.table.DeletedRows;
import dev.deltaenrich.engine.table.DeltaTable;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.plan.SourceFile;
import dev.deltaenrich.splice.MappedColumn;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The raw Delta table at one version: the one it had when it was opened. Immutable; reading the
 * same version again gives the same rows.
 */
public final class RawTable {
  private final DeltaTable table;
  private final Map<String, AddFile> files;
  private final List<SourceFile> sources;

  private RawTable(DeltaTable table) {
    this.table = table;
    this.files = new HashMap<>();
    this.sources = SourceFiles.of(table);
    for (int i = 0; i < sources.size(); i++) {
      files.put(sources.get(i).id(), table.files().get(i));
    }
  }

  /**
   * Opens the newest version and reads its list of files.
   *
   * @throws EnrichException RAW_MISSING, RAW_NOT_DELTA, FEATURE_UNSUPPORTED, LOG_BROKEN, or what
   *     the store says
   */
  public static RawTable open(SparkSession spark, String path) {
    Storage storage = new Storage(spark);
    Path qualified = storage.qualify(path);
    if (!storage.exists(qualified)) {
      throw new EnrichException(
          ErrorCode.RAW_MISSING,
          "Cannot read the raw table %s: there is nothing at this path; check raw.path"
              .formatted(path));
    }
    try {
      DeltaTable table = DeltaTable.open(spark, path, KeptStatistics.ROWS);
      if (!table.exists()) {
        throw new EnrichException(
            ErrorCode.RAW_NOT_DELTA,
            "Cannot read the raw table %s: it has no Delta log, so it is no Delta table; check raw.path, or make it one with CONVERT TO DELTA"
                .formatted(path));
      }
      return new RawTable(table);
    } catch (Exception e) {
      throw FailureTranslator.translate("read the raw table " + path, e);
    }
  }

  /**
   * The same by a thread of its own, while the caller does other things.
   *
   * @return waits for it, and throws what {@link #open} does
   */
  public static Supplier<RawTable> beginOpening(SparkSession spark, String path) {
    return Background.begin("read the raw table " + path, () -> open(spark, path))::await;
  }

  /** The path as qualified by its file system. */
  public Path path() {
    return table.path();
  }

  /** The version that is read. */
  public long version() {
    return table.version();
  }

  /** What tells it from other tables at this path (Delta PROTOCOL, "Change Metadata"). */
  public String id() {
    return table.metadata().id();
  }

  /**
   * The sources of an earlier version, or of this one: ids by {@linkplain SourceFile#place place}.
   *
   * @return empty when the log does not tell any more
   * @throws EnrichException what the store says
   */
  public Optional<Map<String, String>> idsAt(long version) {
    return version == version()
        ? Optional.of(SourceFiles.idsByPlace(table))
        : SourceFiles.idsByPlaceAt(table, version);
  }

  /** All columns in order, partition columns included. */
  public StructType schema() {
    return table.schema();
  }

  /**
   * The columns as files call them, without partition columns; column mapping gives files other
   * names than the schema.
   */
  public StructType storedColumns() {
    return storedColumns(schema());
  }

  /** The same of those columns, and fields inside them, whose names another schema has, too. */
  public StructType storedColumns(StructType known) {
    return table
        .metadata()
        .columnMapping()
        .stored((StructType) RawSchema.common(table.metadata().dataSchema(), known), schema());
  }

  /**
   * The same columns by the names that the schema shows, each with how files call it.
   *
   * @return null where files call them as the schema shows them
   */
  public List<MappedColumn> mappedColumns() {
    return mapsColumns()
        ? new MappedColumns(table.metadata().columnMapping()).of(table.metadata().dataSchema())
        : null;
  }

  /** The columns that files have, by the names that the schema shows. */
  public StructType shownColumns() {
    return mapsColumns()
        ? SchemaFields.changed(table.metadata().dataSchema(), CharColumns::shown)
        : storedColumns();
  }

  /** The partition columns in order. */
  public List<String> partitionColumns() {
    return table.metadata().partitionColumns();
  }

  /** Whether files have their columns under other names than the schema shows. */
  public boolean mapsColumns() {
    return table.metadata().columnMapping() != ColumnMapping.NONE;
  }

  /** Whether files may hold narrower types than the table has, from before a column was widened. */
  public boolean widensTypes() {
    return table.protocol().widensTypes();
  }

  /**
   * To how many code points readers pad the texts of a column; 0 where they do not.
   *
   * @param column as the table spells it
   */
  public int paddedTo(String column) {
    return rawSchema().field(column).map(CharColumns::length).orElse(0);
  }

  /** The active files. */
  public List<SourceFile> files() {
    return sources;
  }

  /**
   * The statistics the log has of some of the files. The log is read again for it.
   *
   * @param reading makes something of a file's statistics as they stand there
   * @return by {@link SourceFile#path}; files without statistics are missing
   * @throws EnrichException LOG_BROKEN, or what the store says
   */
  public Map<String, String> statistics(
      Collection<SourceFile> some, UnaryOperator<String> reading) {
    Set<String> paths = some.stream().map(SourceFile::path).collect(Collectors.toSet());
    return table.statistics(paths, reading);
  }

  /**
   * Which files stand in for one another: for each version after {@code version}, the paths of the
   * files that it added and removed, if it did both. Empty when an entry of the log is gone, so
   * that nobody can tell.
   */
  public Optional<List<Set<String>>> replacedSince(long version) {
    return new LogEntries(table.logFolder()).replaced(version, table.version());
  }

  /**
   * Which rows of some of its files are left out, by the files' URIs; files without are missing.
   */
  public Map<String, DeletedRows> deletedRows(Collection<SourceFile> some) {
    return table.deletedRows(added(some));
  }

  private List<AddFile> added(Collection<SourceFile> some) {
    return some.stream().map(file -> files.get(file.id())).toList();
  }

  /**
   * A column as it is stored elsewhere: comments stay, and what makes readers pad a CHAR; what only
   * this table's writer needs (ids of column mapping, generation, identity) does not, neither here
   * nor in nested fields.
   */
  public static StructField plain(StructField field) {
    return SchemaFields.changed(field, CharColumns::shown);
  }

  /**
   * Checks that {@code rule} can be applied to this schema, beside {@link #requireStorable}.
   *
   * @throws EnrichException KEY_MISSING, KEY_NOT_TEXT, COLUMN_EXISTS or COLUMN_UNSUPPORTED
   */
  public void require(Rule rule) {
    key(rule);
    requireColumns(rule);
  }

  /**
   * The columns or fields that a rule looks up, and the rows' own time where the rule asks for one.
   *
   * @throws EnrichException KEY_MISSING, or KEY_NOT_TEXT where the key's values cannot be looked up
   *     as the rule compares them, or where the times are of another type
   */
  public RawKey key(Rule rule) {
    RawSchema schema = rawSchema();
    RawKey key =
        new RawKey(
            rule.rawKeys().stream().map(schema::key).toList(),
            rule.validity().map(schema::time).orElse(null));
    if (rule.match().setting() != KeyMatch.EXACT
        && key.parts().stream().noneMatch(part -> part.type() == KeyType.TEXT)) {
      throw new EnrichException(
          ErrorCode.KEY_NOT_TEXT,
          "Cannot enrich %s with lookup.match=%s: its key is %s, and only texts have spaces and capitals; set lookup.match=exact"
              .formatted(path(), rule.match().setting().word(), key.description()));
    }
    return key;
  }

  /**
   * Checks that keys of a lookup can equal those of raw.
   *
   * @param types what each part of the lookup's keys is
   * @throws EnrichException KEY_NOT_TEXT
   */
  public void requireEqualKeys(LookupSettings lookup, List<KeyType> types) {
    RawKey key = key(lookup.rule());
    for (int i = 0; i < types.size(); i++) {
      RawKey.Part part = key.parts().get(i);
      if (part.type() != types.get(i).ofRaw()) {
        throw new EnrichException(
            ErrorCode.KEY_NOT_TEXT,
            "Cannot enrich %s: its key column '%s' is %s, while the key '%s' of lookup %s is %s, and no value of the one equals a value of the other; cast one of them where it is made, or set raw.key or lookup.key"
                .formatted(
                    path(),
                    part.name(),
                    part.dataType().simpleString(),
                    lookup.keys().get(i),
                    lookup.table(),
                    types.get(i).word()));
      }
    }
  }

  /**
   * The other columns' part of {@link #require}.
   *
   * @throws EnrichException COLUMN_EXISTS or COLUMN_UNSUPPORTED
   */
  public void requireColumns(Rule rule) {
    RawSchema raw = rawSchema();
    for (NewColumn column : rule.columns()) {
      raw.requireAbsent(column);
      raw.requireNameable(column);
    }
  }

  /**
   * Checks that it lacks a column that the quarantine adds.
   *
   * @throws EnrichException COLUMN_EXISTS
   */
  public void requireAbsent(String quarantineColumn) {
    if (Arrays.stream(schema().fieldNames()).anyMatch(quarantineColumn::equalsIgnoreCase)) {
      throw new EnrichException(
          ErrorCode.COLUMN_EXISTS,
          "Cannot enrich %s with lookup.unmatched=quarantine: it has a column '%s', which the quarantine adds to raw's; rename the column, or set lookup.unmatched=null"
              .formatted(path(), quarantineColumn));
    }
  }

  /**
   * Checks that a curated table can have these columns.
   *
   * @throws EnrichException COLUMN_UNSUPPORTED
   */
  public void requireStorable() {
    RawSchema raw = rawSchema();
    raw.requireDistinctNames();
    for (StructField field : schema().fields()) {
      raw.requireStorable(field);
    }
  }

  private RawSchema rawSchema() {
    return new RawSchema(path().toString(), schema());
  }
}
