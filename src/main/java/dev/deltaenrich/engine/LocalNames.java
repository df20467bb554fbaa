package dev.deltaenrich.engine;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.nio.charset.Charset;
import org.apache.hadoop.fs.Path;

/**
 * Names of files on local disks. Java spells them in the charset of the locale that it was started
 * in, and takes a question mark for each letter that charset lacks: it would look for, and make,
 * files of other names without a word. Containers often have a locale of ASCII.
 */
public final class LocalNames {
  private static final Charset CHARSET =
      Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

  static final Explanation UNSPELLABLE =
      new Explanation(
          ErrorCode.SETTINGS,
          "in the locale of this Java (%s) file names cannot have all of its letters"
              .formatted(CHARSET),
          "set LC_ALL=C.UTF-8 for the driver and the executors");

  private LocalNames() {}

  /**
   * Returns {@code path}, if Java can spell it here or has not to, since it is on another store.
   *
   * @param path a qualified one
   * @throws EnrichException SETTINGS
   */
  public static Path require(Path path) {
    if ("file".equals(path.toUri().getScheme()) && !spells(path.toString())) {
      throw UNSPELLABLE.of("open " + path, null);
    }
    return path;
  }

  static boolean spells(String name) {
    return CHARSET.newEncoder().canEncode(name);
  }
}
