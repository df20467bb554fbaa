package dev.deltaenrich.splice;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import org.apache.hadoop.fs.Path;

/** How a source is said to be corrupt, which ends the run: other ways of reading it do not help. */
final class CorruptFile {
  private CorruptFile() {}

  /** The footer contradicts itself. */
  static EnrichException contradiction(Path source, String contradiction) {
    return new EnrichException(
        ErrorCode.FILE_CORRUPT,
        "Cannot trust %s: %s; restore the file".formatted(source, contradiction));
  }

  /** A chunk does not decode. */
  static EnrichException chunk(Path source, int group, String column, Throwable cause) {
    return new EnrichException(
        ErrorCode.FILE_CORRUPT,
        "Cannot decode %s: column '%s' of row group %d: %s; restore the file"
            .formatted(source, column, group, text(cause)),
        cause);
  }

  private static String text(Throwable cause) {
    Throwable root = cause;
    String text = root.toString();
    while (root != null) {
      text = root.getMessage() == null ? text : root.getMessage();
      root = root.getCause() == root ? null : root.getCause();
    }
    return text;
  }
}
