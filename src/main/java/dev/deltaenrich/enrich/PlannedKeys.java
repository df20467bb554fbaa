package dev.deltaenrich.enrich;

import dev.deltaenrich.config.KeyMatch;
import dev.deltaenrich.plan.PlannedFile;
import dev.deltaenrich.plan.SourceFile;
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
import org.apache.hadoop.conf.Configuration;
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

  private final Configuration conf;
  private final SourceCheck check;
  private final RawColumns columns;
  private final KeyMatch match;
  private final Deque<Source> sources = new ArrayDeque<>();
  private final Deque<Tuple2<Integer, byte[]>> ready = new ArrayDeque<>();
  private KeySource open;
  private int group;
  private int file = -1;
  private DistinctKeys keys;

  private record Source(int file, SourceFile source) {}

  PlannedKeys(SpliceJob job, KeyMatch match, TaskFiles files) {
    this.conf = job.conf();
    this.check = new SourceCheck(conf, job.columns().stored());
    this.columns = job.columns();
    this.match = match;
    int number = files.first();
    for (PlannedFile planned : files.files()) {
      for (SourceFile source : planned.sources()) {
        sources.add(new Source(number, source));
      }
      number++;
    }
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && !sources.isEmpty()) {
      Optional.ofNullable(TaskContext.get()).ifPresent(TaskContext::killTaskIfInterrupted);
      readGroup(sources.peek());
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

  private void readGroup(Source next) {
    if (next.file() != file) {
      file = next.file();
      keys = new DistinctKeys(match);
    }
    try {
      if (open == null) {
        SourceFile source = next.source();
        Path path = new Path(URI.create(source.uri()));
        open = KeySource.open(conf, path, source.bytes(), columns.kept(), columns.keyOf(source));
        group = 0;
      }
      if (group < open.groups()) {
        int known = keys.size();
        open.read(group, keys);
        group++;
        pack(known);
      } else {
        close();
        sources.remove();
      }
    } catch (NotSpliceableException e) {
      // Whoever is to splice it comes upon the same and says so.
      sources.remove();
    } catch (IOException | RuntimeException e) {
      close();
      throw check.explain(next.source(), e);
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
