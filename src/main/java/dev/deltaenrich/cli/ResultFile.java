package dev.deltaenrich.cli;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of {@code --result-file}: a result for a program that cannot tell stdout from a log, as
 * a scheduler that runs spark-submit.
 */
final class ResultFile {
  private static final Logger LOG = LoggerFactory.getLogger(ResultFile.class);

  private final Path path;

  private ResultFile(Path path) {
    this.path = path;
  }

  /**
   * Gets {@code word} ready as a result file: what an earlier run left there is deleted, since it
   * must not pass for this run's.
   *
   * @throws EnrichException USAGE if no file can be made there, before anything is done
   */
  static ResultFile at(String word) {
    try {
      Path path = Path.of(word).toAbsolutePath();
      if (Files.isDirectory(path)) {
        throw unusable(word, "it is a folder");
      }
      Files.deleteIfExists(path);
      if (!Files.isWritable(path.getParent())) {
        throw unusable(word, "its folder is not there or cannot be written");
      }
      return new ResultFile(path);
    } catch (IOException | InvalidPathException e) {
      throw unusable(word, e.toString());
    }
  }

  /** Whole or not at all. A failure is only logged: what was done is done. */
  void write(String json) {
    try {
      Path unfinished = Files.createTempFile(path.getParent(), ".result", null);
      Files.writeString(unfinished, json + "\n");
      Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.error("Cannot write the result to {}: {}", path, e.toString());
    }
  }

  private static EnrichException unusable(String word, String cause) {
    return new EnrichException(
        ErrorCode.USAGE,
        "Cannot write a result to %s: %s; correct --result-file".formatted(word, cause));
  }
}
