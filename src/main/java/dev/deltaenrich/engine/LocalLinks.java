package dev.deltaenrich.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Symbolic links on local disks. */
final class LocalLinks {
  private LocalLinks() {}

  /** The path with all links followed, as far as there is something; the rest as it is spelled. */
  static Path real(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    for (Path there = absolute; there != null; there = there.getParent()) {
      try {
        return there.toRealPath().resolve(there.relativize(absolute)).normalize();
      } catch (IOException notThere) {
        // Its parent may be.
      }
    }
    return absolute;
  }

  /** A link below a folder, which may be a link itself; empty too where there is no folder. */
  static Optional<Path> below(Path folder) throws IOException {
    Path real = real(folder);
    if (!Files.isDirectory(real)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.walk(real)) {
      return files.filter(Files::isSymbolicLink).findFirst();
    }
  }
}
