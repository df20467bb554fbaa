package dev.deltaenrich.lineage;

import dev.deltaenrich.config.LookupSettings;
import dev.deltaenrich.engine.FailureTranslator;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import java.util.UUID;

/**
 * A file of keys that {@code bootstrap --lookup-file}, or {@code \copy} for other tables, loads
 * once someone filled it in: CSV (RFC 4180, UTF-8). What is not filled in is null.
 */
public final class LookupCsv {
  /** As the program's own table has it; one made by hand may take more or fewer. */
  static final int LONGEST_KEY = 50;

  private static final String LINE_END = "\r\n";

  private final String word;
  private final Path path;
  private final CsvForm form;

  /**
   * What was written.
   *
   * @param file where
   * @param keys how many keys
   * @param leftOut keys that the lookup table does not take
   */
  record Written(String file, long keys, long leftOut) {}

  private LookupCsv(String word, Path path, CsvForm form) {
    this.word = word;
    this.path = path;
    this.form = form;
  }

  /**
   * The file that {@code word} names. A file that is there is replaced at the end.
   *
   * @throws EnrichException USAGE if no file can be made there
   */
  public static LookupCsv at(String word) {
    try {
      Path path = Path.of(word).toAbsolutePath();
      if (Files.isDirectory(path)) {
        throw unusable(word, "it is a folder");
      }
      if (Files.exists(path) && !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
        throw unusable(word, "it is no plain file");
      }
      if (word.isEmpty() || !Files.isWritable(path.getParent())) {
        throw unusable(word, "its folder is not there or cannot be written");
      }
      return new LookupCsv(word, path, CsvForm.MERCHANTS);
    } catch (InvalidPathException e) {
      throw unusable(word, e.toString());
    }
  }

  /** The same file, for a lookup's table. */
  LookupCsv of(LookupSettings lookup) {
    return new LookupCsv(word, path, CsvForm.of(lookup));
  }

  private static EnrichException unusable(String word, String cause) {
    return new EnrichException(
        ErrorCode.USAGE,
        "Cannot write unknown keys to %s: %s; correct --csv".formatted(word, cause));
  }

  /**
   * Writes the file, whole or not at all.
   *
   * @throws EnrichException what the file system says
   */
  Written write(Iterator<String> keys) {
    try {
      // Not a temporary file of Java's, which nobody else may read.
      Path unfinished =
          path.resolveSibling(".%s.%s".formatted(path.getFileName(), UUID.randomUUID()));
      try {
        Written written = write(keys, unfinished);
        Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
        return written;
      } finally {
        Files.deleteIfExists(unfinished);
      }
    } catch (IOException e) {
      throw FailureTranslator.translate("write unknown keys to " + word, e);
    }
  }

  private Written write(Iterator<String> keys, Path file) throws IOException {
    long written = 0;
    long leftOut = 0;
    try (BufferedWriter csv = Files.newBufferedWriter(file)) {
      csv.append(form.header()).append(LINE_END);
      while (keys.hasNext()) {
        String key = keys.next();
        if (form.takes(key)) {
          csv.append(form.line(key)).append(LINE_END);
          written++;
        } else {
          leftOut++;
        }
      }
    }
    return new Written(path.toString(), written, leftOut);
  }
}
