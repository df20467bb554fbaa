package dev.deltaenrich.enrich;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;

import dev.deltaenrich.config.KeyEquality;
import dev.deltaenrich.engine.JavaBytes;
import dev.deltaenrich.engine.Sessions;
import dev.deltaenrich.plan.PlannedFile;
import dev.deltaenrich.splice.RowValidity;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
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
 * Lookups of which some are over the broadcast bound: of such a lookup each file gets the rows of
 * its own keys. The distinct keys of all files are joined with the lookup once, as pairs of file
 * and key; rows of raw are not moved.
 *
 * <p>The rows of a file and a lookup come in blocks with one number: with {@code n} such lookups,
 * those of file {@code f} have the numbers from {@code f * n} on.
 *
 * @param spark a session for the join: see {@link #session}
 * @param parts how each lookup comes, in the order of the settings
 * @param kept by the number of a lookup that is over its bound: gives the lookup's rows as the
 *     history keeps them, {@code key} and {@code values}, read in the active session
 * @param job what else the tasks need
 */
record SpilledLookups(
    SparkSession spark,
    List<LookupPart> parts,
    Map<Integer, Supplier<Dataset<Row>>> kept,
    Broadcast<JavaBytes<SpliceJob>> job)
    implements FileLookups {
  private static final Logger LOG = LoggerFactory.getLogger(SpilledLookups.class);

  private static final String FILE = "file";
  private static final String KEY = "file_key";
  private static final String LOOKUP_KEY = "lookup_key";

  /** The key with the row's period after it, where rows are not always valid. */
  private static final String LOOKUP_ROW = "lookup_row";

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

  /** How many lookups are over the bound. */
  static int wanted(List<LookupPart> parts) {
    return (int) parts.stream().filter(LookupPart.Wanted.class::isInstance).count();
  }

  private <T> List<T> joined(
      List<List<PlannedFile>> tasks, FlatMapFunction<Iterator<FileLookup>, T> work) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    JavaRDD<JavaBytes<TaskFiles>> files = TaskFiles.distributed(context, tasks);
    List<JavaRDD<Tuple2<Integer, byte[]>>> persisted = new ArrayList<>();
    try {
      JavaPairRDD<Integer, byte[]> blocks = null;
      int wanted = wanted(parts);
      for (int i = 0; i < parts.size(); i++) {
        if (parts.get(i) instanceof LookupPart.Wanted part) {
          // On disk, as keys are asked for twice and memory is what this is to save.
          JavaRDD<Tuple2<Integer, byte[]>> keys =
              files
                  .mapPartitions(new KeyTask(job, i, part.rule().match()))
                  .persist(StorageLevel.DISK_ONLY());
          int first = persisted.size();
          persisted.add(keys);
          JavaPairRDD<Integer, byte[]> rows =
              rows(i, part, keys).mapPartitionsToPair(new PackTask(wanted, first));
          blocks = blocks == null ? rows : blocks.union(rows);
        }
      }
      int atOnce = TaskRoom.tasksAtOnce(context, tasks.size());
      return files
          .zipPartitions(
              blocks.repartitionAndSortWithinPartitions(TaskOfFile.of(tasks, wanted)),
              new FileTask<>(List.copyOf(parts), atOnce, work))
          .collect();
    } finally {
      persisted.forEach(keys -> keys.unpersist(false));
    }
  }

  /** One, since a task's memory is reckoned for one file's lookup. */
  @Override
  public int filesHeld() {
    return 1;
  }

  /** File number, key and values of each key that is in a lookup. */
  private JavaRDD<Row> rows(
      int lookup, LookupPart.Wanted part, JavaRDD<Tuple2<Integer, byte[]>> keys) {
    long bytes = keys.aggregate(0L, (sum, block) -> sum + block._2().length, Long::sum);
    LOG.info("The files have keys of {} bytes; these are joined with the lookup", bytes);
    Dataset<Row> pairs =
        spark.createDataFrame(
            keys.flatMap(new PairTask()),
            new StructType()
                .add(FILE, DataTypes.IntegerType, false)
                .add(KEY, DataTypes.StringType, false));
    List<Column> looked = new ArrayList<>();
    List<Column> selected = new ArrayList<>(List.of(col(FILE), col(LOOKUP_ROW)));
    Column row = ComparedKey.of(col("key"), part.rule().match());
    looked.add(row.as(LOOKUP_ROW));
    looked.add(
        (part.rule().validity() == RowValidity.ALWAYS ? row : ComparedKey.withoutPeriod(row))
            .as(LOOKUP_KEY));
    for (int i = 0; i < part.columns().size(); i++) {
      looked.add(col("values").getItem(part.columns().get(i).name()).as(VALUE + i));
      selected.add(col(VALUE + i));
    }
    return kept.get(lookup)
        .get()
        .select(looked.toArray(Column[]::new))
        .join(
            bytes <= MOST_BROADCAST_BYTES ? broadcast(pairs) : pairs,
            col(LOOKUP_KEY).equalTo(col(KEY)))
        .select(selected.toArray(Column[]::new))
        .toJavaRDD();
  }

  private record KeyTask(Broadcast<JavaBytes<SpliceJob>> job, int lookup, KeyEquality match)
      implements FlatMapFunction<Iterator<JavaBytes<TaskFiles>>, Tuple2<Integer, byte[]>>,
          Serializable {
    @Override
    public Iterator<Tuple2<Integer, byte[]>> call(Iterator<JavaBytes<TaskFiles>> files) {
      return new PlannedKeys(job.value().value(), lookup, match, files.next().value());
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

  private record PackTask(int lookups, int lookup)
      implements PairFlatMapFunction<Iterator<Row>, Integer, byte[]> {
    @Override
    public Iterator<Tuple2<Integer, byte[]>> call(Iterator<Row> rows) {
      return new LookupBlocks(rows, file -> file * lookups + lookup);
    }
  }

  private record FileTask<T>(
      List<LookupPart> parts, int tasksAtOnce, FlatMapFunction<Iterator<FileLookup>, T> work)
      implements FlatMapFunction2<
          Iterator<JavaBytes<TaskFiles>>, Iterator<Tuple2<Integer, byte[]>>, T> {
    @Override
    public Iterator<T> call(
        Iterator<JavaBytes<TaskFiles>> files, Iterator<Tuple2<Integer, byte[]>> blocks)
        throws Exception {
      long broadcast =
          parts.stream()
              .mapToLong(part -> part instanceof LookupPart.Whole whole ? whole.bytes() : 0)
              .sum();
      long room = TaskRoom.ofThisProcess(tasksAtOnce, broadcast);
      return work.call(new LookupParts(files.next().value(), parts, blocks, room));
    }
  }

  /** Brings the rows of a file to the file's task. */
  private static final class TaskOfFile extends Partitioner {
    private static final long serialVersionUID = 1L;

    private final int[] tasks;
    private final int count;
    private final int lookups;

    private TaskOfFile(int[] tasks, int count, int lookups) {
      this.tasks = tasks;
      this.count = count;
      this.lookups = lookups;
    }

    static TaskOfFile of(List<List<PlannedFile>> tasks, int lookups) {
      int[] taskOfFile = new int[tasks.stream().mapToInt(List::size).sum()];
      int number = 0;
      for (int task = 0; task < tasks.size(); task++) {
        for (int i = 0; i < tasks.get(task).size(); i++) {
          taskOfFile[number++] = task;
        }
      }
      return new TaskOfFile(taskOfFile, tasks.size(), lookups);
    }

    @Override
    public int numPartitions() {
      return count;
    }

    @Override
    public int getPartition(Object block) {
      return tasks[(Integer) block / lookups];
    }
  }
}
