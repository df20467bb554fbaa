package dev.deltaenrich.services;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Finds executable files of this machine. */
final class Programs {
  private Programs() {}

  /**
   * The file an environment variable names; empty where the variable is not set.
   *
   * @throws IllegalStateException where it is set and names no executable file
   */
  static Optional<Path> ofVariable(String variable) {
    return Optional.ofNullable(System.getenv(variable))
        .filter(value -> !value.isBlank())
        .map(Path::of)
        .map(
            file -> {
              if (!Files.isExecutable(file)) {
                throw new IllegalStateException(
                    "Cannot use %s: %s is not an executable file".formatted(variable, file));
              }
              return file;
            });
  }

  /** The first executable file of that name on the {@code PATH}. */
  static Optional<Path> onPath(String name) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }
}
