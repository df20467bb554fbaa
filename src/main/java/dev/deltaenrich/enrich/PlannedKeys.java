package dev.deltaenrich.enrich;

import dev.deltaenrich.config.KeyEquality;
import dev.deltaenrich.plan.PlannedFile;
import dev.deltaenrich.splice.DistinctKeys;
import dev.deltaenrich.splice.KeySource;
import dev.deltaenrich.splice.NotSpliceableException;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.IOUtils;
import org.apache.spark.TaskContext;
import scala.Tuple2;

/**
 * The keys of some planned files, as they are compared: blocks of keys ({@link TextBlock}) with the
 * file's number. Reads a row group at a time. A key of a file comes once, or a few times where the
 * file has very many. Files whose key cannot be read as a plain column chunk have none here.
 */
final class PlannedKeys implements Iterator<Tuple2<Integer, byte[]>> {
  /** Keys of a file that are remembered; beyond, they may come again. */
  private static final int MOST_REMEMBERED = 1 << 19;

  private static final int BLOCK_BYTES = 1 << 18;

  private final SpliceJob job;
  private final SourceCheck check;
  private final int lookup;
  private final KeyEquality match;
  private final Deque<Input> inputs = new ArrayDeque<>();
  private final Deque<Tuple2<Integer, byte[]>> ready = new ArrayDeque<>();
  private KeySource open;
  private int group;
  private int file = -1;
  private DistinctKeys keys;

  private record Input(int file, MergeInput input) {}

  /**
   * @param lookup the number of the lookup whose keys are wanted
   * @param match how they are compared
   */
  PlannedKeys(SpliceJob job, int lookup, KeyEquality match, TaskFiles files) {
    this.job = job;
    this.check = new SourceCheck(job.conf(), job.columns().stored());
    this.lookup = lookup;
    this.match = match;
    int number = files.first();
    for (PlannedFile planned : files.files()) {
      for (MergeInput input : MergeInput.of(planned)) {
        inputs.add(new Input(number, input));
      }
      number++;
    }
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && !inputs.isEmpty()) {
      Optional.ofNullable(TaskContext.get()).ifPresent(TaskContext::killTaskIfInterrupted);
      readGroup(inputs.peek());
    }
    return !ready.isEmpty();
  }

  @Override
  public Tuple2<Integer, byte[]> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  private void readGroup(Input next) {
    if (next.file() != file) {
      file = next.file();
      keys = new DistinctKeys(match);
    }
    try {
      if (open == null) {
        open = open(next.input());
        group = 0;
      }
      if (group < open.groups()) {
        int known = keys.size();
        open.read(group, keys);
        group++;
        pack(known);
      } else {
        close();
        inputs.remove();
      }
    } catch (NotSpliceableException e) {
      // Making the file comes upon the same and says so.
      leave(next);
    } catch (IOException | RuntimeException e) {
      if (next.input().isRaw()) {
        close();
        throw check.explain(next.input().source(), e);
      }
      leave(next);
    }
  }

  private KeySource open(MergeInput input) throws NotSpliceableException, IOException {
    RawColumns columns = job.columns();
    return KeySource.open(
        job.conf(),
        input.isRaw() ? new Path(URI.create(input.source().uri())) : job.resolve(input.earlier()),
        input.bytes(),
        input.isRaw() ? columns.kept() : columns.kept().ofSpliced(),
        columns.keyOf(input.source(), lookup));
  }

  /** Has an input's keys come from its sources, as far as those are other files. */
  private void leave(Input left) {
    close();
    inputs.remove();
    if (!left.input().isRaw()) {
      left.input()
          .sources()
          .forEach(source -> inputs.addFirst(new Input(left.file(), MergeInput.of(source))));
    }
  }

  private void pack(int known) {
    TextBlock block = new TextBlock();
    for (int number = known; number < keys.size(); number++) {
      block.add(keys.key(number));
      if (block.size() > BLOCK_BYTES || number == keys.size() - 1) {
        ready.add(new Tuple2<>(file, block.toByteArray()));
        block = new TextBlock();
      }
    }
    if (keys.size() > MOST_REMEMBERED) {
      keys = new DistinctKeys(match);
    }
  }

  /** A failure to close a file that was read is none. */
  private void close() {
    IOUtils.closeStream(open);
    open = null;
  }
}
