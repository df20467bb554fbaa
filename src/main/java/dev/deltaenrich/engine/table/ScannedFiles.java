package dev.deltaenrich.engine.table;

import static java.util.stream.Collectors.groupingBy;

import dev.deltaenrich.engine.CharColumns;
import dev.deltaenrich.engine.ScalaInterop;
import dev.deltaenrich.engine.SchemaFields;
import dev.deltaenrich.engine.TextCast;
import dev.deltaenrich.engine.log.AddFile;
import dev.deltaenrich.engine.log.ColumnMapping;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.BasePredicate;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.PartitionDirectory;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.collection.JavaConverters;

/**
 * Some files of a Delta table for a scan of Spark's, as the log has them, deletion vectors applied.
 * Delta's own index of files asks for a snapshot and filters them in a Spark job, which take longer
 * than reading small files.
 *
 * <p>What the schema says of nulls is not believed: every column is nullable, at every level.
 */
final class ScannedFiles extends PartitionIndex {
  private final DeltaTable table;
  private final List<AddFile> files;
  private final SparkSession spark;

  /** Kept, since the log's schema is parsed at each call and a table may have many partitions. */
  private final StructType partitionSchema;

  private ScannedFiles(DeltaTable table, List<AddFile> files, SparkSession spark) {
    this.table = table;
    this.files = List.copyOf(files);
    this.spark = spark;
    this.partitionSchema = table.metadata().partitionSchema();
  }

  /** Their rows, all columns in the table's order, read with the settings of {@code spark}. */
  static Dataset<Row> rows(DeltaTable table, List<AddFile> files, SparkSession spark) {
    // Partition columns are among the data columns too, so that they keep their places.
    StructType columns =
        new StructType(
            Arrays.stream(table.schema().fields())
                .filter(field -> !(field.dataType() instanceof NullType))
                .toArray(StructField[]::new));
    return spark.baseRelationToDataFrame(
        new HadoopFsRelation(
            new ScannedFiles(table, files, spark),
            nullable(table.metadata().partitionSchema()),
            nullable(columns),
            Option.empty(),
            new RecordFormat(table, table.deletedRows(files)),
            ScalaInterop.map(table.metadata().format().options()),
            spark));
  }

  private static StructType nullable(StructType schema) {
    return (StructType) SchemaFields.changed(schema, CharColumns::shown).asNullable();
  }

  @Override
  Path folder() {
    return table.path();
  }

  @Override
  public StructType partitionSchema() {
    return partitionSchema;
  }

  /**
   * Spark leaves filters on partition values to the index, and does not apply them to rows again.
   */
  @Override
  List<PartitionDirectory> partitions(List<Expression> filters) {
    Predicate<InternalRow> passes = row -> true;
    for (Expression filter : filters) {
      passes = passes.and(passes(filter));
    }
    List<PartitionDirectory> passed = new ArrayList<>();
    for (var partition : files.stream().collect(groupingBy(AddFile::partitionValues)).entrySet()) {
      InternalRow row = row(partition.getKey());
      if (passes.test(row)) {
        passed.add(DeltaScans.partition(row, partition.getValue(), this::status));
      }
    }
    return passed;
  }

  private Predicate<InternalRow> passes(Expression filter) {
    List<Attribute> columns =
        List.copyOf(JavaConverters.asJavaCollection(filter.references().toSeq()));
    int[] places =
        columns.stream().mapToInt(column -> partitionSchema.fieldIndex(column.name())).toArray();
    BasePredicate predicate =
        org.apache.spark.sql.catalyst.expressions.Predicate$.MODULE$.create(
            filter, ScalaInterop.seq(columns));
    return row -> {
      Object[] values = new Object[places.length];
      for (int i = 0; i < places.length; i++) {
        values[i] = row.get(places[i], columns.get(i).dataType());
      }
      return predicate.eval(new GenericInternalRow(values));
    };
  }

  /** Values are texts in the log (Delta PROTOCOL, "Partition Value Serialization"). */
  private InternalRow row(Map<String, String> values) {
    StructField[] columns = partitionSchema.fields();
    Object[] row = new Object[columns.length];
    String timeZone = spark.conf().get(TextCast.TIME_ZONE);
    for (int i = 0; i < columns.length; i++) {
      String text = values.get(ColumnMapping.physicalName(columns[i]));
      row[i] = TextCast.of(text, columns[i].dataType(), timeZone);
    }
    return new GenericInternalRow(row);
  }

  private FileStatus status(AddFile file) {
    return new FileStatus(
        file.size(), false, 0, 1, file.modificationTime(), table.resolve(file.path()));
  }

  @Override
  public String[] inputFiles() {
    return files.stream().map(file -> table.resolve(file.path()).toString()).toArray(String[]::new);
  }

  @Override
  public void refresh() {
    // A version of a table does not change.
  }

  @Override
  public long sizeInBytes() {
    return files.stream().mapToLong(AddFile::size).sum();
  }
}
