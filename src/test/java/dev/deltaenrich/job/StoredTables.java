package dev.deltaenrich.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A raw table, a curated table and the lookup's history as another version of the program or
 * another line of Spark left them, among the resources of the tests. The lookup itself is that of
 * {@link EnrichmentTables}.
 */
final class StoredTables {
  /** The folder of the tables in stored logs, since a log names raw's files by their whole path. */
  private static final String FOLDER = "file:/tables/";

  private StoredTables() {}

  /** Copies stored tables into an empty folder and makes their logs name that folder. */
  static EnrichmentTables copy(Path stored, Path folder) throws IOException {
    move(stored, folder, FOLDER, uri(folder));
    return new EnrichmentTables(folder);
  }

  /** Stores tables that a test has made, as {@link #copy} wants them. */
  static void store(Path folder, Path stored) throws IOException {
    move(folder, stored, uri(folder), FOLDER);
  }

  private static String uri(Path folder) {
    String uri = folder.toUri().toString();
    return uri.replaceFirst("^file:/+", "file:/");
  }

  private static void move(Path from, Path to, String was, String is) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        if (name.endsWith(".json")) {
          Files.writeString(target, Files.readString(file).replace(was, is));
        } else if (!isHadoopsChecksum(name)) {
          Files.copy(file, target);
        }
      }
    }
  }

  private static boolean isHadoopsChecksum(String name) {
    return name.startsWith(".") && name.endsWith(".crc");
  }
}
