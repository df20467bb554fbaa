package dev.deltaenrich.verify;

import dev.deltaenrich.engine.JavaBytes;
import dev.deltaenrich.engine.crosscheck.ParquetRows;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.PairFunction;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/** Reads the footers of files, in tasks. */
final class FileFooters {
  /** Footers for a task to read; each is two or three requests. */
  private static final int FILES_A_TASK = 50;

  private FileFooters() {}

  /** By the files' URIs; a footer that cannot be read fails as the file does. */
  static Map<String, FileFooter> of(
      SparkSession spark, List<ListedFile> files, UnreadableFile unreadable) {
    if (files.isEmpty()) {
      return Map.of();
    }
    int tasks = Math.max(spark.sparkContext().defaultParallelism(), files.size() / FILES_A_TASK);
    PairFunction<String, String, JavaBytes<FileFooter>> read =
        uri -> new Tuple2<>(uri, JavaBytes.of(read(uri, unreadable)));
    Map<String, FileFooter> footers = new HashMap<>();
    new JavaSparkContext(spark.sparkContext())
        .parallelize(files.stream().map(ListedFile::uri).toList(), Math.min(tasks, files.size()))
        .mapToPair(read)
        .collectAsMap()
        .forEach((uri, footer) -> footers.put(uri, footer.value()));
    return footers;
  }

  private static FileFooter read(String uri, UnreadableFile unreadable) {
    try (ParquetRows file = unreadable.second().open(uri)) {
      return new FileFooter(file.count(), file.misreadBySpark());
    } catch (Exception e) {
      throw unreadable.failure(uri, e);
    }
  }
}
