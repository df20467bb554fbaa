package dev.deltaenrich.enrich;

import dev.deltaenrich.plan.SourceFile;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Runs on executors: hands rows on as they are, and turns a failure to read them into one that
 * names the file, while Spark still knows which file it is at.
 *
 * @param sources the files by their URI
 * @param conf Hadoop settings
 * @param columns what is read of the files, as they call it
 */
record ExplainedScan(
    Map<String, SourceFile> sources, SerializableConfiguration conf, StructType columns)
    implements FlatMapFunction<Iterator<InternalRow>, InternalRow>, Serializable {
  static ExplainedScan of(
      List<SourceFile> sources, SerializableConfiguration conf, StructType columns) {
    return new ExplainedScan(
        sources.stream().collect(Collectors.toMap(SourceFile::uri, Function.identity())),
        conf,
        columns);
  }

  @Override
  public Iterator<InternalRow> call(Iterator<InternalRow> rows) {
    SourceCheck check = new SourceCheck(conf.value(), columns);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return ExplainedScan.hasNext(rows, sources::get, check);
      }

      @Override
      public InternalRow next() {
        return rows.next();
      }
    };
  }

  /**
   * Whether there is another row.
   *
   * @param sources the file at a URI, or null
   * @throws dev.deltaenrich.failure.EnrichException why the file cannot be read
   */
  static boolean hasNext(
      Iterator<InternalRow> rows, Function<String, SourceFile> sources, SourceCheck check) {
    try {
      return rows.hasNext();
    } catch (Exception e) {
      // Some of these are checked exceptions that Scala does not declare.
      SourceFile failed = sources.apply(InputFileBlockHolder.getInputFilePath().toString());
      if (failed == null || TaskContext.get().isInterrupted()) {
        throw e;
      }
      throw check.explain(failed, e);
    }
  }
}
