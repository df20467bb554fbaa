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
 * The same lookups for all files, each sent once to each executor, whose tasks share it.
 *
 * @param context runs the tasks
 * @param lookups all rows of each
 */
record BroadcastLookups(
    JavaSparkContext context, List<Broadcast<JavaBytes<PreparedLookup>>> lookups)
    implements FileLookups {
  /** Of a task's files; each holds its source open. */
  private static final int FILES_HELD = 2;

  @Override
  public <T> List<T> collect(
      List<List<PlannedFile>> tasks, FlatMapFunction<Iterator<FileLookup>, T> work) {
    return TaskFiles.distributed(context, tasks)
        .mapPartitions(new Task<>(List.copyOf(lookups), work))
        .collect();
  }

  @Override
  public int filesHeld() {
    return FILES_HELD;
  }

  private record Task<T>(
      List<Broadcast<JavaBytes<PreparedLookup>>> lookups,
      FlatMapFunction<Iterator<FileLookup>, T> work)
      implements FlatMapFunction<Iterator<JavaBytes<TaskFiles>>, T>, Serializable {
    @Override
    public Iterator<T> call(Iterator<JavaBytes<TaskFiles>> tasks) throws Exception {
      Optional<List<PreparedLookup>> all =
          Optional.of(lookups.stream().map(lookup -> lookup.value().value()).toList());
      return work.call(
          tasks.next().value().files().stream().map(file -> new FileLookup(file, all)).iterator());
    }
  }
}
