package dev.deltaenrich.engine.log;

/**
 * An action of which nobody can say what its writer meant. Who reads the log's files knows the
 * place, and names it.
 */
final class UnusableAction extends RuntimeException {
  /**
   * @param what follows the action's place, such as {@code names a file without a path}
   */
  UnusableAction(String what) {
    super(what);
  }
}
