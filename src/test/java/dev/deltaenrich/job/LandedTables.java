package dev.deltaenrich.job;

import dev.deltaenrich.services.TestSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import scala.collection.JavaConverters;

/**
 * A raw table that is changed by queries and statements. Spark runs one of these once after the
 * same ones before it; other tests, also those of other JVMs, get copies of the files that were
 * written.
 *
 * <p>A table that anything else has changed since the last change is changed by Spark.
 */
public final class LandedTables {
  private static final Path STORE = Path.of("target", "landed-tables");

  private final SparkSession spark = TestSession.get();
  private final Map<Path, Landed> landed = new TreeMap<>();

  /** What made a table, and what lay in its folder then. */
  private record Landed(String history, String listing) {}

  /**
   * Changes a table.
   *
   * @param name tells this table from others of one test that are made by the same queries
   * @param description all that the files written depend on beside the session's settings
   * @param change has Spark do it, and takes no file away
   */
  public void change(Path table, String name, List<String> description, Runnable change) {
    String listing = listing(table);
    Landed before = landed.getOrDefault(table, new Landed(name, ""));
    if (!before.listing().equals(listing)) {
      change.run();
      return;
    }
    String history =
        DigestUtils.sha256Hex(
            before.history()
                + description
                + spark.version()
                + settings()
                + LocalDate.now(ZoneOffset.UTC));
    Path kept = STORE.resolve(history);
    if (Files.exists(kept)) {
      copy(kept, table);
      DeltaLog.clearCache();
    } else {
      change.run();
      keep(table, kept);
    }
    landed.put(table, new Landed(history, listing(table)));
  }

  private String settings() {
    return JavaConverters.mapAsJavaMap(spark.conf().getAll()).entrySet().stream()
        .map(Object::toString)
        .filter(setting -> setting.matches("spark\\.(sql|databricks)\\..*"))
        .sorted()
        .collect(Collectors.joining("\n"));
  }

  /** As a whole or not at all: where another JVM was faster, its files are this table's too. */
  private static void keep(Path table, Path kept) {
    Path made = STORE.resolve(UUID.randomUUID().toString());
    copy(table, made);
    if (!made.toFile().renameTo(kept.toFile())) {
      FileUtils.deleteQuietly(made.toFile());
      FileUtils.deleteQuietly(table.toFile());
      copy(kept, table);
      DeltaLog.clearCache();
    }
  }

  private static void copy(Path from, Path to) {
    for (Path file : files(from)) {
      Path copy = to.resolve(from.relativize(file));
      try {
        Files.createDirectories(copy.getParent());
        if (!Files.exists(copy) || !stamp(copy).equals(stamp(file))) {
          Files.copy(
              file, copy, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static String listing(Path folder) {
    return files(folder).stream()
        .map(file -> folder.relativize(file) + " " + stamp(file))
        .collect(Collectors.joining("\n"));
  }

  private static String stamp(Path file) {
    try {
      return Files.size(file) + " " + Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> files(Path folder) {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> found = Files.walk(folder)) {
      return found.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
