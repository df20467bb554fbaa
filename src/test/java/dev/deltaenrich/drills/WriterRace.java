package dev.deltaenrich.drills;

import dev.deltaenrich.services.ExternalProcess;
import dev.deltaenrich.services.ProcessResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What writers of one table reported, and what is in its log.
 *
 * @param reported version and content of every commit that a writer was told is made
 * @param log version and content of every entry
 * @param output all that the processes wrote
 */
record WriterRace(List<Map.Entry<Long, String>> reported, Map<Long, String> log, String output) {
  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final Duration LIMIT = Duration.ofMinutes(60);

  /** Lets writers in several processes start at the same moment, and waits for their end. */
  static WriterRace run(
      LogTable table, String endpoint, int processes, int writersEach, int commitsEach) {
    Path start = Path.of("target", "start-" + table.bucket().name()).toAbsolutePath();
    List<ExternalProcess> started =
        IntStream.range(0, processes)
            .mapToObj(
                process -> {
                  List<String> words = new ArrayList<>();
                  words.addAll(List.of(table.path(), "" + commitsEach, start.toString()));
                  for (int writer = 0; writer < writersEach; writer++) {
                    words.add("w%d.%d".formatted(process, writer));
                  }
                  return Program.main(LogWriters.class, endpoint, words).start();
                })
            .toList();
    started.forEach(
        process ->
            process.await(
                "writers", START_LIMIT, () -> process.stdout().contains(LogWriters.READY)));
    touch(start);
    List<ProcessResult> results =
        started.stream().map(process -> process.await(LIMIT).succeeded()).toList();
    return new WriterRace(
        results.stream()
            .map(result -> LogWriters.reported(result.stdout()))
            .flatMap(Collection::stream)
            .toList(),
        table.entries(),
        String.join("\n", results.stream().map(ProcessResult::output).toList()));
  }

  /** The reported commits that are not in the log: another's is in their place, or none. */
  List<Map.Entry<Long, String>> overwritten() {
    return reported.stream()
        .filter(commit -> !commit.getValue().equals(log.get(commit.getKey())))
        .toList();
  }

  /** How many entries of the log say what an earlier one says. */
  int duplicates() {
    return log.size() - new HashSet<>(log.values()).size();
  }

  private static void touch(Path file) {
    try {
      Files.createFile(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
