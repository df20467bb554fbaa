package dev.deltaenrich.engine.table;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

import dev.deltaenrich.engine.ScalaInterop;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.EvalMode;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.delta.DeltaColumnMapping;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.DeltaTableUtils;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.DeletionVectorDescriptor;
import org.apache.spark.sql.delta.actions.SingleAction;
import org.apache.spark.sql.delta.schema.SchemaUtils;
import org.apache.spark.sql.execution.datasources.FileIndex;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.PartitionDirectory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Option;
import scala.collection.Seq;
import scala.collection.immutable.Map;

/**
 * Some files of a Delta table for a scan of Spark's, as the log has them, deletion vectors applied.
 * Delta's own index of files asks for a snapshot and filters them in a Spark job, which take longer
 * than reading small files.
 *
 * <p>What the schema says of nulls is not believed: every column is nullable, at every level.
 */
final class ScannedFiles implements FileIndex {
  private final DeltaTable table;
  private final List<AddFile> files;
  private final SparkSession spark;

  private ScannedFiles(DeltaTable table, List<AddFile> files, SparkSession spark) {
    this.table = table;
    this.files = List.copyOf(files);
    this.spark = spark;
  }

  /** Their rows, all columns in the table's order, read with the settings of {@code spark}. */
  static Dataset<Row> rows(DeltaTable table, List<AddFile> files, SparkSession spark) {
    // Partition columns are among the data columns too, so that they keep their places.
    StructType columns = SchemaUtils.dropNullTypeColumns(table.metadata().schema());
    return spark.baseRelationToDataFrame(
        new HadoopFsRelation(
            new ScannedFiles(table, files, spark),
            nullable(table.metadata().partitionSchema()),
            nullable(DeltaTableUtils.removeInternalMetadata(spark, columns)),
            Option.empty(),
            new RecordFormat(table, deletionVectors(table, files)),
            table.metadata().format().options(),
            spark));
  }

  private static StructType nullable(StructType schema) {
    return (StructType) DeltaColumnMapping.dropColumnMappingMetadata(schema).asNullable();
  }

  private static java.util.Map<String, DeletionVectorDescriptor> deletionVectors(
      DeltaTable table, List<AddFile> files) {
    return files.stream()
        .filter(file -> file.deletionVector() != null)
        .collect(toMap(file -> table.uri(file.path()), AddFile::deletionVector));
  }

  @Override
  public Seq<Path> rootPaths() {
    return ScalaInterop.seq(List.of(table.path()));
  }

  @Override
  public StructType partitionSchema() {
    return table.metadata().partitionSchema();
  }

  @Override
  public Seq<PartitionDirectory> listFiles(
      Seq<Expression> partitionFilters, Seq<Expression> dataFilters) {
    return ScalaInterop.seq(
        matching(partitionFilters).stream()
            .collect(groupingBy(AddFile::partitionValues))
            .entrySet()
            .stream()
            .map(group -> directory(group.getKey(), group.getValue()))
            .toList());
  }

  /**
   * Those whose partition values pass: Spark leaves such filters to the index, and does not apply
   * them to rows again.
   */
  private List<AddFile> matching(Seq<Expression> partitionFilters) {
    if (partitionFilters.isEmpty()) {
      return files;
    }
    Encoder<AddFile> encoder = SingleAction.addFileEncoder();
    Dataset<Row> listed = spark.createDataset(files, encoder).toDF();
    return DeltaLog.filterFileList(
            partitionSchema(), listed, partitionFilters, ScalaInterop.seq(List.of()), true)
        .as(encoder)
        .collectAsList();
  }

  private PartitionDirectory directory(Map<String, String> values, List<AddFile> those) {
    return new PartitionDirectory(
        row(values), ScalaInterop.seq(those.stream().map(this::status).toList()));
  }

  /** Values are texts in the log (Delta PROTOCOL, "Partition Value Serialization"). */
  private InternalRow row(Map<String, String> values) {
    StructField[] columns = partitionSchema().fields();
    Object[] row = new Object[columns.length];
    Option<String> timeZone = Option.apply(spark.sessionState().conf().sessionLocalTimeZone());
    for (int i = 0; i < columns.length; i++) {
      String text = values.getOrElse(DeltaColumnMapping.getPhysicalName(columns[i]), () -> null);
      Literal value = new Literal(UTF8String.fromString(text), DataTypes.StringType);
      row[i] =
          new Cast(value, columns[i].dataType(), timeZone, EvalMode.LEGACY())
              .eval(InternalRow.empty());
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
