package dev.deltaenrich.engine.table;

import dev.deltaenrich.engine.ScalaInterop;
import dev.deltaenrich.engine.log.AddFile;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.execution.datasources.FileIndex;
import org.apache.spark.sql.execution.datasources.PartitionDirectory;
import scala.collection.Seq;

/** An index of files in the form that Spark 3.4 asks for. */
abstract class PartitionIndex implements FileIndex {
  /** The table's folder. */
  abstract Path folder();

  /** Files by their partition values, of the partitions that pass all filters. */
  abstract Map<InternalRow, List<AddFile>> partitions(List<Expression> filters);

  /** A file as Spark opens it. */
  abstract FileStatus status(AddFile file);

  @Override
  public final Seq<Path> rootPaths() {
    return ScalaInterop.seq(List.of(folder()));
  }

  @Override
  public final Seq<PartitionDirectory> listFiles(
      Seq<Expression> partitionFilters, Seq<Expression> dataFilters) {
    return ScalaInterop.seq(
        partitions(ScalaInterop.list(partitionFilters)).entrySet().stream()
            .map(
                partition ->
                    new PartitionDirectory(
                        partition.getKey(),
                        ScalaInterop.seq(partition.getValue().stream().map(this::status).toList())))
            .toList());
  }
}
