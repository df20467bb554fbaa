package dev.deltaenrich.engine.table;

import dev.deltaenrich.engine.ScalaInterop;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.execution.datasources.FileIndex;
import org.apache.spark.sql.execution.datasources.PartitionDirectory;
import scala.collection.Seq;

/** An index of files in the form that Scala 2.12 asks for. */
abstract class PartitionIndex implements FileIndex {
  /** The table's folder. */
  abstract Path folder();

  /** The partitions that pass all filters. */
  abstract List<PartitionDirectory> partitions(List<Expression> filters);

  @Override
  public final Seq<Path> rootPaths() {
    return ScalaInterop.seq(List.of(folder()));
  }

  @Override
  public final Seq<PartitionDirectory> listFiles(
      Seq<Expression> partitionFilters, Seq<Expression> dataFilters) {
    return ScalaInterop.seq(partitions(ScalaInterop.list(partitionFilters)));
  }
}
