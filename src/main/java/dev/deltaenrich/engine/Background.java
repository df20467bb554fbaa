package dev.deltaenrich.engine;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Work that a thread of its own does while its caller does something else. The thread does not keep
 * the process alive: work that nobody waits for is given up at its end.
 */
public final class Background<T> {
  private final String action;
  private final FutureTask<T> task;

  private Background(String action, FutureTask<T> task) {
    this.action = action;
    this.task = task;
  }

  /**
   * Begins, and returns at once.
   *
   * @param action what it is, for failures, such as {@code read the log of …}
   */
  public static <T> Background<T> begin(String action, Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    // It has its caller's class loader: with spark-submit, the one that knows our jars.
    Thread thread = new Thread(task, action);
    thread.setDaemon(true);
    thread.start();
    return new Background<>(action, task);
  }

  /**
   * What the work gave; waits for it.
   *
   * @throws dev.deltaenrich.failure.EnrichException what the work threw, translated; an error is
   *     thrown as it is
   */
  public T await() {
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw FailureTranslator.translate(action, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw FailureTranslator.translate(action, e);
    }
  }
}
