package dev.deltaenrich.drills;

import dev.deltaenrich.engine.ScalaInterop;
import dev.deltaenrich.engine.Sessions;
import dev.deltaenrich.engine.table.DeltaInternals;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.actions.Action;
import scala.Option;

/**
 * A process with some writers that append to one table as fast as they can, each commit with a file
 * of one row and the writer's name in it. They say on stdout what became of each.
 */
public final class LogWriters {
  /** What a process says when it waits for the start. */
  static final String READY = "ready";

  private static final String COMMITTED = "committed";

  private final SparkSession spark;
  private final String table;
  private final byte[] row;

  private LogWriters(SparkSession spark, String table) throws IOException {
    this.spark = spark;
    this.table = table;
    this.row = firstFile();
  }

  /**
   * @param words the table, how many commits each writer makes, a file whose coming is the start,
   *     and the writers' names
   */
  public static void main(String[] words) throws Exception {
    SparkSession spark = Sessions.open("log-writers");
    spark.sparkContext().setLogLevel("WARN");
    LogWriters writers = new LogWriters(spark, words[0]);
    List<Thread> threads = new ArrayList<>();
    for (String name : List.of(words).subList(3, words.length)) {
      threads.add(new Thread(() -> writers.write(name, Integer.parseInt(words[1])), name));
    }
    say(READY);
    while (!Files.exists(java.nio.file.Path.of(words[2]))) {
      Thread.sleep(10);
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    spark.stop();
  }

  /**
   * The commits that a process says it made: version and what it wrote into it. A version may be
   * there twice.
   */
  static List<Map.Entry<Long, String>> reported(String stdout) {
    return stdout
        .lines()
        .filter(line -> line.startsWith(COMMITTED + " "))
        .map(line -> line.split(" "))
        .map(words -> Map.entry(Long.parseLong(words[1]), words[2]))
        .toList();
  }

  private void write(String writer, int commits) {
    SparkSession.setActiveSession(spark);
    for (int i = 0; i < commits; i++) {
      String name = writer + "-" + i;
      try {
        say("%s %d %s".formatted(COMMITTED, commit(name), name));
      } catch (Exception e) {
        say("failed %s %s".formatted(name, e));
      }
    }
  }

  private long commit(String name) throws IOException {
    Path file = new Path(table, name + ".parquet");
    try (OutputStream out = file.getFileSystem(conf()).create(file, false)) {
      out.write(row);
    }
    Action add =
        DeltaInternals.file(
            file.getName(),
            ScalaInterop.map(Map.of()),
            row.length,
            System.currentTimeMillis(),
            true,
            null,
            null,
            null);
    return log()
        .startTransaction()
        .commit(ScalaInterop.seq(List.of(add)), DeltaInternals.append(Option.apply(name)));
  }

  private DeltaLog log() {
    return DeltaLog.forTable(spark, table);
  }

  private byte[] firstFile() throws IOException {
    SparkSession.setActiveSession(spark);
    Path file = new Path(table, log().snapshot().allFiles().collectAsList().get(0).path());
    FileSystem fileSystem = file.getFileSystem(conf());
    try (InputStream in = fileSystem.open(file)) {
      return in.readAllBytes();
    }
  }

  private Configuration conf() {
    return log().newDeltaHadoopConf();
  }

  private static synchronized void say(String line) {
    System.out.println(line);
  }
}
