package dev.deltaenrich.enrich;

import dev.deltaenrich.engine.JavaBytes;
import dev.deltaenrich.plan.PlannedFile;
import dev.deltaenrich.splice.PreparedLookup;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;

/**
 * One lookup for all files, sent once to each executor, whose tasks share it.
 *
 * @param context runs the tasks
 * @param lookup all rows
 */
record BroadcastLookup(JavaSparkContext context, PreparedLookup lookup) implements FileLookups {
  /** Of a task's files; each holds its source open. */
  private static final int FILES_HELD = 2;

  @Override
  public <T> List<T> collect(
      List<List<PlannedFile>> tasks, FlatMapFunction<Iterator<FileLookup>, T> work) {
    Broadcast<JavaBytes<PreparedLookup>> broadcast = context.broadcast(JavaBytes.of(lookup));
    try {
      return TaskFiles.distributed(context, tasks)
          .mapPartitions(new Task<>(broadcast, work))
          .collect();
    } finally {
      broadcast.destroy();
    }
  }

  @Override
  public int filesHeld() {
    return FILES_HELD;
  }

  private record Task<T>(
      Broadcast<JavaBytes<PreparedLookup>> lookup, FlatMapFunction<Iterator<FileLookup>, T> work)
      implements FlatMapFunction<Iterator<JavaBytes<TaskFiles>>, T>, Serializable {
    @Override
    public Iterator<T> call(Iterator<JavaBytes<TaskFiles>> tasks) throws Exception {
      Optional<PreparedLookup> all = Optional.of(lookup.value().value());
      return work.call(
          tasks.next().value().files().stream().map(file -> new FileLookup(file, all)).iterator());
    }
  }
}
