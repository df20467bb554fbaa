package dev.deltaenrich.verify;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.PairFunction;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/** Counts the rows of files by their footers alone, in tasks. */
final class FooterRows {
  /** Footers for a task to read; each is two or three requests. */
  private static final int FILES_A_TASK = 50;

  private FooterRows() {}

  /** The rows of each file, by its URI; a footer that cannot be read fails as the file does. */
  static Map<String, Long> of(SparkSession spark, List<ListedFile> files, UnreadableFile unreadable) {
    if (files.isEmpty()) {
      return Map.of();
    }
    int tasks = Math.max(spark.sparkContext().defaultParallelism(), files.size() / FILES_A_TASK);
    PairFunction<String, String, Long> count = uri -> new Tuple2<>(uri, rows(uri, unreadable));
    return new HashMap<>(
        new JavaSparkContext(spark.sparkContext())
            .parallelize(files.stream().map(ListedFile::uri).toList(), Math.min(tasks, files.size()))
            .mapToPair(count)
            .collectAsMap());
  }

  private static long rows(String uri, UnreadableFile unreadable) {
    Configuration conf = unreadable.second().conf().value();
    try (ParquetFileReader file =
        ParquetFileReader.open(HadoopInputFile.fromPath(new Path(URI.create(uri)), conf))) {
      return file.getRowGroups().stream().mapToLong(BlockMetaData::getRowCount).sum();
    } catch (Exception e) {
      throw unreadable.failure(uri, e);
    }
  }
}
