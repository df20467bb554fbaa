package dev.deltaenrich.splice;

/**
 * A source whose columns cannot become those of another schema without a loss. Nothing was written,
 * and the source itself is in order: it can have a file of its own. The message is a phrase for
 * people that goes on from "cannot be recoded: ".
 */
final class NotRecodableException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param column the path of the column, its parts joined by dots
   */
  NotRecodableException(String column, String detail) {
    super("column '%s': %s".formatted(column, detail));
  }
}
