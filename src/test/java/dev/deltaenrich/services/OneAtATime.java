package dev.deltaenrich.services;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps the JVMs of one build apart where they write the same files under {@code target}. */
public final class OneAtATime {
  private static final Path FOLDER = Path.of("target", "locks");

  private OneAtATime() {}

  /**
   * Does something while no other JVM of this build does something of that name.
   *
   * @throws UncheckedIOException when the lock cannot be had
   */
  public static synchronized void in(String name, Runnable action) {
    try {
      Files.createDirectories(FOLDER);
      try (FileChannel file =
              FileChannel.open(
                  FOLDER.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = file.lock()) {
        action.run();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
