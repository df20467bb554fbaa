package dev.deltaenrich.enrich;

import dev.deltaenrich.engine.JavaBytes;
import dev.deltaenrich.plan.PlannedFile;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The files of one task.
 *
 * @param first the number of the first; all files of a run are numbered from 0, task by task
 * @param files the files
 */
record TaskFiles(int first, List<PlannedFile> files) implements Serializable {
  /** Copies {@code files}. */
  TaskFiles {
    files = List.copyOf(files);
  }

  /** One partition a task, with one element. */
  static JavaRDD<JavaBytes<TaskFiles>> distributed(
      JavaSparkContext context, List<List<PlannedFile>> tasks) {
    List<JavaBytes<TaskFiles>> elements = new ArrayList<>();
    int first = 0;
    for (List<PlannedFile> files : tasks) {
      elements.add(JavaBytes.of(new TaskFiles(first, files)));
      first += files.size();
    }
    return context.parallelize(elements, elements.size());
  }
}
