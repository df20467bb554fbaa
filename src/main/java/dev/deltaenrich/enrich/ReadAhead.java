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
 * Things that are opened in order, a few of them ahead of their use, since a store's answer takes
 * longer to come than to read. Not thread-safe.
 *
 * @param <T> what is to be opened
 * @param <R> what it is opened as
 */
final class ReadAhead<T, R> implements Closeable {
  /** Openings under way or waiting for their use. */
  private static final int MOST = 24;

  /** What they may take of an executor's memory, a task. */
  private static final long MOST_BYTES = 1L << 26;

  private static final int THREADS = 32;
  private static final ExecutorService READERS = readers();

  private final Iterator<T> todo;
  private final Function<T, R> opening;
  private final ToLongFunction<T> size;
  private final Consumer<R> unused;
  private final Deque<Opening<T, R>> ahead = new ArrayDeque<>();
  private long bytes;

  private record Opening<T, R>(T of, Future<R> result) {}

  /**
   * @param opening opens one; called by other threads
   * @param size about how many bytes one takes
   * @param unused closes what was opened in vain
   */
  ReadAhead(Iterator<T> todo, Function<T, R> opening, ToLongFunction<T> size, Consumer<R> unused) {
    this.todo = todo;
    this.opening = opening;
    this.size = size;
    this.unused = unused;
  }

  private static ExecutorService readers() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
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

  private void begin() {
    while (todo.hasNext() && ahead.size() < MOST && (ahead.isEmpty() || bytes < MOST_BYTES)) {
      T next = todo.next();
      bytes += size.applyAsLong(next);
      ahead.add(new Opening<>(next, READERS.submit(() -> opening.apply(next))));
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
