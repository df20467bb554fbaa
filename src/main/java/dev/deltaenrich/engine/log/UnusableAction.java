package dev.deltaenrich.engine.log;

/**
 * An action whose meaning is uncertain. The reader of the log's files knows the action's place, and
 * adds it to the message.
 */
final class UnusableAction extends RuntimeException {
  /**
   * @param what follows the action's place, such as {@code names a file without a path}
   */
  UnusableAction(String what) {
    super(what);
  }
}
