package dev.deltaenrich.enrich;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Things that are opened in order, some of them ahead of their use, since a store's answer takes
 * longer to come than to read. How many follows from what comes back: where the next one is waited
 * for although as many as allowed were asked for, twice as many are from then on; where one after
 * the other is there in time, it is one less. All tasks of an executor share its threads. Not
 * thread-safe.
 *
 * @param <T> what is to be opened
 * @param <R> what it is opened as
 */
final class ReadAhead<T, R> implements Closeable {
  /** Openings under way or waiting for their use, at first and at least. */
  private static final int FEWEST = 4;

  /** The same at most, of a task. */
  private static final int MOST = 64;

  /** So many in time, one after the other, show that fewer would do. */
  private static final int PATIENCE = 32;

  /** What they may take of an executor's memory, a task. */
  private static final long MOST_BYTES = 1L << 26;

  private static ExecutorService readers;

  private final ExecutorService threads;
  private final Iterator<T> todo;
  private final Function<T, R> opening;
  private final ToLongFunction<T> size;
  private final Consumer<R> unused;
  private final Deque<Opening<T, R>> ahead = new ArrayDeque<>();
  private long bytes;
  private int allowed = FEWEST;
  private int inTime;

  private record Opening<T, R>(T of, Future<R> result) {}

  /**
   * @param atOnce openings under way at most, of all tasks of this process; what the first one says
   *     counts
   * @param opening opens one; called by other threads
   * @param size about how many bytes one takes
   * @param unused closes what was opened in vain
   */
  ReadAhead(
      int atOnce,
      Iterator<T> todo,
      Function<T, R> opening,
      ToLongFunction<T> size,
      Consumer<R> unused) {
    this.threads = readers(atOnce);
    this.todo = todo;
    this.opening = opening;
    this.size = size;
    this.unused = unused;
  }

  private static synchronized ExecutorService readers(int threads) {
    if (readers == null) {
      readers = newReaders(threads);
    }
    return readers;
  }

  private static ExecutorService newReaders(int threads) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "read-ahead");
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /**
   * The next one, opened.
   *
   * @throws RuntimeException what its opening threw
   */
  R next() throws IOException {
    begin();
    Opening<T, R> first = ahead.remove();
    adapt(first.result.isDone());
    bytes -= size.applyAsLong(first.of);
    try {
      return first.result.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a file was read");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IOException(e.getCause());
    } finally {
      begin();
    }
  }

  private void adapt(boolean isThere) {
    inTime = isThere ? inTime + 1 : 0;
    if (!isThere && ahead.size() + 1 >= allowed) {
      allowed = Math.min(MOST, 2 * allowed);
    } else if (inTime == PATIENCE) {
      inTime = 0;
      allowed = Math.max(FEWEST, allowed - 1);
    }
  }

  private void begin() {
    while (todo.hasNext() && ahead.size() < allowed && (ahead.isEmpty() || bytes < MOST_BYTES)) {
      T next = todo.next();
      bytes += size.applyAsLong(next);
      ahead.add(new Opening<>(next, threads.submit(() -> opening.apply(next))));
    }
  }

  /** Closes what was opened and not used. */
  @Override
  public void close() {
    for (Opening<T, R> one : ahead) {
      if (!one.result.cancel(false)) {
        try {
          unused.accept(one.result.get());
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
          // Nobody asked for it.
        }
      }
    }
    ahead.clear();
  }
}
