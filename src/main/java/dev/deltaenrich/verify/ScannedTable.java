package dev.deltaenrich.verify;

import dev.deltaenrich.engine.NamingScan;
import dev.deltaenrich.engine.crosscheck.SecondReader;
import dev.deltaenrich.engine.log.AddFile;
import dev.deltaenrich.engine.log.ColumnMapping;
import dev.deltaenrich.engine.log.LogPath;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * One version of a table as verify reads it: the files of a {@link TableListing}, by Spark's
 * Parquet reader for single rows. Spark's vectorized reader is not used, since it misreads some
 * encodings (SPARK-52240). Every column is read as nullable, since Spark shows a null under NOT
 * NULL as 0 or as another row's value. Files that Spark is known to read wrongly even so are read
 * by parquet-java. Not thread-safe.
 */
final class ScannedTable {
  private static final String FIELD_IDS = "spark.sql.parquet.fieldId.read.enabled";

  private final Side side;
  private final SparkSession spark;
  private final TableListing listing;
  private final UnreadableFile unreadable;
  private Map<String, FileFooter> footers;

  private ScannedTable(
      String target, Side side, String path, SparkSession spark, TableListing listing) {
    this.side = side;
    this.spark = spark;
    this.listing = listing;
    this.unreadable =
        new UnreadableFile(
            target, side, path, SecondReader.of(spark, listing.metadata(), listing.widened()));
  }

  /**
   * A table whose log was read.
   *
   * @param target the curated table, for sentences
   */
  static ScannedTable of(
      SparkSession spark, String target, Side side, String path, TableListing listing) {
    SparkSession reading = RowReading.session(spark);
    if (listing.metadata().columnMapping() == ColumnMapping.ID) {
      // Delta sets this for Spark's vectorized reader alone.
      reading.conf().set(FIELD_IDS, "true");
    }
    return new ScannedTable(target, side, path, reading, listing);
  }

  /** Whether readers of logs may spell the name of a file differently. */
  boolean hasOddNames() {
    return adds().stream().anyMatch(file -> !LogPath.isPlain(file.path()));
  }

  /** Whether it is the same files, and one reader of logs looks for them in other places. */
  boolean spellsItsFilesOtherThan(ScannedTable other) {
    return names().equals(other.names()) && !uris().equals(other.uris());
  }

  private Set<String> names() {
    return adds().stream()
        .map(file -> LogPath.unescaped(file.path()).replaceFirst("^s3n?://", "s3a://"))
        .collect(Collectors.toSet());
  }

  private Set<String> uris() {
    return adds().stream().map(this::uri).collect(Collectors.toSet());
  }

  Side side() {
    return side;
  }

  /** The session that reads the rows. */
  SparkSession session() {
    return spark;
  }

  /** Why the files are not listed by Delta's reader of logs; null where they are. */
  String notByDelta() {
    return listing.notByDelta().orElse(null);
  }

  /** The active files. */
  List<AddFile> adds() {
    return listing.files();
  }

  /** The same, without what only Delta needs. */
  List<ListedFile> files() {
    return adds().stream()
        .map(file -> new ListedFile(uri(file), TableListing.rowsOf(file), file.deletedRows()))
        .toList();
  }

  /** A file's absolute path, as Spark names the file of a row. */
  String uri(AddFile file) {
    Path relative = new Path(URI.create(file.path()));
    Path absolute = relative.isAbsolute() ? relative : new Path(listing.folder(), relative);
    return absolute.toUri().toString();
  }

  /** A file's footer; the first call reads those of all files. */
  FileFooter footer(String uri) {
    if (footers == null) {
      footers = FileFooters.of(spark, files(), unreadable);
    }
    return footers.get(uri);
  }

  /** Why Spark is not asked for a file's rows; null where it is. */
  String misread(AddFile file) {
    // Which rows a deletion vector leaves out, only Delta's scan knows.
    return file.deletionVector().isEmpty() ? footer(uri(file)).misread() : null;
  }

  /** All rows, without those that deletion vectors leave out; a scan that fails names its file. */
  Dataset<Row> rows() {
    Map<Boolean, List<AddFile>> bySpark =
        adds().stream().collect(Collectors.partitioningBy(file -> misread(file) == null));
    Dataset<Row> scan = scan(bySpark.get(true), spark);
    Dataset<Row> named = NamingScan.of(spark, scan, unreadable::failure);
    return bySpark.get(false).isEmpty()
        ? named
        : named.union(secondRows(bySpark.get(false), scan.schema()));
  }

  /** The rows of files that Spark is not asked for. */
  private Dataset<Row> secondRows(List<AddFile> some, StructType schema) {
    List<StructField> partitions = Arrays.asList(listing.metadata().partitionSchema().fields());
    List<List<String>> listed = new ArrayList<>();
    for (AddFile file : some) {
      List<String> values = new ArrayList<>(List.of(uri(file)));
      partitions.forEach(
          column -> values.add(file.partitionValues().get(ColumnMapping.physicalName(column))));
      listed.add(values);
    }
    List<String> names = partitions.stream().map(StructField::name).toList();
    return unreadable
        .second()
        .rows(spark, listed, schema, names)
        .select(
            Arrays.stream(schema.fields())
                .map(
                    field ->
                        ColumnNames.column(field.name()).cast(field.dataType()).as(field.name()))
                .toArray(Column[]::new));
  }

  /** What is said of a file that cannot be read. */
  UnreadableFile unreadable() {
    return unreadable;
  }

  /** Some files' rows, in the order of each file, columns nullable, as {@code reading} reads. */
  Dataset<Row> scan(List<AddFile> some, SparkSession reading) {
    return listing.scan().apply(some, reading);
  }
}
