package dev.deltaenrich.enrich;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;

import dev.deltaenrich.engine.JavaBytes;
import dev.deltaenrich.engine.Sessions;
import dev.deltaenrich.plan.PlannedFile;
import dev.deltaenrich.source.LookupColumn;
import dev.deltaenrich.splice.SpliceRule;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.FlatMapFunction2;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * A lookup over the broadcast bound: each file gets the rows of its own keys. The distinct keys of
 * all files are joined with the lookup once, as pairs of file and key; rows of raw are not moved.
 *
 * @param spark a session for the join: see {@link #session}
 * @param kept gives the lookup's rows as the history keeps them, {@code key} and {@code values},
 *     read in the active session
 * @param columns the looked-up columns, in the rule's order
 * @param rule what is added, without rows
 * @param job what else the tasks need
 */
record SpilledLookup(
    SparkSession spark,
    Supplier<Dataset<Row>> kept,
    List<LookupColumn> columns,
    SpliceRule rule,
    Broadcast<JavaBytes<SpliceJob>> job)
    implements FileLookups {
  private static final Logger LOG = LoggerFactory.getLogger(SpilledLookup.class);

  private static final String FILE = "file";
  private static final String KEY = "file_key";
  private static final String LOOKUP_KEY = "lookup_key";
  private static final String VALUE = "value_";

  /** Keys of all files up to this are brought to the lookup's rows, which then need not move. */
  private static final long MOST_BROADCAST_BYTES = 8L << 20;

  /** A clone of a session for the join: no file of the history is passed over. */
  static SparkSession session(SparkSession session) {
    SparkSession join = Sessions.copy(session);
    join.conf().set("spark.sql.files.ignoreMissingFiles", "false");
    join.conf().set("spark.sql.files.ignoreCorruptFiles", "false");
    join.conf().set("spark.sql.adaptive.enabled", "true");
    return join;
  }

  @Override
  public <T> List<T> collect(
      List<List<PlannedFile>> tasks, FlatMapFunction<Iterator<FileLookup>, T> work) {
    SparkSession before = SparkSession.active();
    SparkSession.setActiveSession(spark);
    try {
      return joined(tasks, work);
    } finally {
      SparkSession.setActiveSession(before);
    }
  }

  private <T> List<T> joined(
      List<List<PlannedFile>> tasks, FlatMapFunction<Iterator<FileLookup>, T> work) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    JavaRDD<JavaBytes<TaskFiles>> files = TaskFiles.distributed(context, tasks);
    // On disk, as keys are asked for twice and memory is what this is to save.
    JavaRDD<Tuple2<Integer, byte[]>> keys =
        files.mapPartitions(new KeyTask(job, rule)).persist(StorageLevel.DISK_ONLY());
    try {
      long bytes = keys.aggregate(0L, (sum, block) -> sum + block._2().length, Long::sum);
      LOG.info("The files have keys of {} bytes; these are joined with the lookup", bytes);
      JavaPairRDD<Integer, byte[]> rows =
          wanted(keys, bytes)
              .toJavaRDD()
              .mapPartitionsToPair(new PackTask())
              .repartitionAndSortWithinPartitions(TaskOfFile.of(tasks));
      int atOnce = TaskRoom.tasksAtOnce(context, tasks.size());
      return files
          .zipPartitions(rows, new FileTask<>(rule, List.copyOf(columns), atOnce, work))
          .collect();
    } finally {
      keys.unpersist(false);
    }
  }

  /** One, since a task's memory is reckoned for one file's lookup. */
  @Override
  public int filesHeld() {
    return 1;
  }

  /** File number, key and values of each key that is in the lookup. */
  private Dataset<Row> wanted(JavaRDD<Tuple2<Integer, byte[]>> keys, long bytes) {
    Dataset<Row> pairs =
        spark.createDataFrame(
            keys.flatMap(new PairTask()),
            new StructType()
                .add(FILE, DataTypes.IntegerType, false)
                .add(KEY, DataTypes.StringType, false));
    List<Column> looked = new ArrayList<>();
    List<Column> selected = new ArrayList<>(List.of(col(FILE), col(KEY)));
    looked.add(ComparedKey.of(col("key"), rule.match()).as(LOOKUP_KEY));
    for (int i = 0; i < columns.size(); i++) {
      looked.add(col("values").getItem(columns.get(i).name()).as(VALUE + i));
      selected.add(col(VALUE + i));
    }
    Dataset<Row> lookup = kept.get().select(looked.toArray(Column[]::new));
    return lookup
        .join(
            bytes <= MOST_BROADCAST_BYTES ? broadcast(pairs) : pairs,
            col(LOOKUP_KEY).equalTo(col(KEY)))
        .select(selected.toArray(Column[]::new));
  }

  private record KeyTask(Broadcast<JavaBytes<SpliceJob>> job, SpliceRule rule)
      implements FlatMapFunction<Iterator<JavaBytes<TaskFiles>>, Tuple2<Integer, byte[]>>,
          Serializable {
    @Override
    public Iterator<Tuple2<Integer, byte[]>> call(Iterator<JavaBytes<TaskFiles>> files) {
      return new PlannedKeys(job.value().value(), rule.match(), files.next().value());
    }
  }

  private record PairTask() implements FlatMapFunction<Tuple2<Integer, byte[]>, Row>, Serializable {
    @Override
    public Iterator<Row> call(Tuple2<Integer, byte[]> block) {
      ByteBuffer keys = ByteBuffer.wrap(block._2());
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return keys.hasRemaining();
        }

        @Override
        public Row next() {
          return RowFactory.create(
              block._1(), new String(TextBlock.next(keys), StandardCharsets.UTF_8));
        }
      };
    }
  }

  private record PackTask() implements PairFlatMapFunction<Iterator<Row>, Integer, byte[]> {
    @Override
    public Iterator<Tuple2<Integer, byte[]>> call(Iterator<Row> rows) {
      return new LookupBlocks(rows);
    }
  }

  private record FileTask<T>(
      SpliceRule rule,
      List<LookupColumn> columns,
      int tasksAtOnce,
      FlatMapFunction<Iterator<FileLookup>, T> work)
      implements FlatMapFunction2<
          Iterator<JavaBytes<TaskFiles>>, Iterator<Tuple2<Integer, byte[]>>, T> {
    @Override
    public Iterator<T> call(
        Iterator<JavaBytes<TaskFiles>> files, Iterator<Tuple2<Integer, byte[]>> rows)
        throws Exception {
      long room = TaskRoom.ofThisProcess(tasksAtOnce);
      return work.call(new LookupParts(files.next().value(), rows, rule, columns, room));
    }
  }

  /** Brings the rows of a file to the file's task. */
  private static final class TaskOfFile extends Partitioner {
    private static final long serialVersionUID = 1L;

    private final int[] tasks;
    private final int count;

    private TaskOfFile(int[] tasks, int count) {
      this.tasks = tasks;
      this.count = count;
    }

    static TaskOfFile of(List<List<PlannedFile>> tasks) {
      int[] taskOfFile = new int[tasks.stream().mapToInt(List::size).sum()];
      int number = 0;
      for (int task = 0; task < tasks.size(); task++) {
        for (int i = 0; i < tasks.get(task).size(); i++) {
          taskOfFile[number++] = task;
        }
      }
      return new TaskOfFile(taskOfFile, tasks.size());
    }

    @Override
    public int numPartitions() {
      return count;
    }

    @Override
    public int getPartition(Object file) {
      return tasks[(Integer) file];
    }
  }
}
