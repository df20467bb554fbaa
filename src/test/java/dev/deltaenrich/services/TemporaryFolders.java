package dev.deltaenrich.services;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.FileUtils;

/** Folders that outlive one test class and end with the JVM at the latest. */
final class TemporaryFolders {
  private TemporaryFolders() {}

  /** Makes an empty folder. */
  static Path create(String purpose) {
    try {
      Path folder = Files.createTempDirectory("delta-enrich-" + purpose + "-");
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> delete(folder), "delete-" + folder.getFileName()));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes a folder and what it holds; what another process still writes may stay. */
  static void delete(Path folder) {
    FileUtils.deleteQuietly(folder.toFile());
  }
}
