package dev.deltaenrich.drills;

import dev.deltaenrich.services.OneAtATime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What a drill found: printed, and on request kept in the table of the documentation. */
final class Figures {
  private static final Path PAGE = Path.of("docs/reliability.md");

  private final String drill;
  private final long startNanos = System.nanoTime();

  private Figures(String drill) {
    this.drill = drill;
  }

  /** Begins to time a drill. */
  static Figures of(String drill) {
    return new Figures(drill);
  }

  /** Says that it is over. */
  void tell(String done, String found) {
    Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
    System.out.printf("DRILL %s: %s: %s (%d s)%n", drill, done, found, took.toSeconds());
    if (Drills.recorded()) {
      List<String> cells = List.of(drill, done, found, "%d s".formatted(took.toSeconds()));
      OneAtATime.in("figures", () -> keep(cells));
    }
  }

  private static void keep(List<String> cells) {
    try {
      Files.writeString(PAGE, FiguresTable.in(Files.readString(PAGE)).with(cells));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
