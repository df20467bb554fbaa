package dev.deltaenrich.enrich;

import dev.deltaenrich.plan.PlannedFile;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;

/** Brings planned files to tasks, each file with what is looked up for it. */
interface FileLookups {
  /**
   * Runs the tasks.
   *
   * @param tasks the files of each task; none is empty
   * @param work what a task makes of its files, which come in their order
   * @return what all tasks made, in any order
   */
  <T> List<T> collect(List<List<PlannedFile>> tasks, FlatMapFunction<Iterator<FileLookup>, T> work);

  /** How many files a task may hold, with their lookups, before it encodes one of them. */
  int filesHeld();
}
