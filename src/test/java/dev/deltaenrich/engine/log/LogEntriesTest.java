package dev.deltaenrich.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.services.TestSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Four versions: the first two add, the others replace. */
class LogEntriesTest {
  @TempDir Path folder;
  private LogEntries entries;

  @BeforeEach
  void write() throws IOException {
    HandMadeLog log = new HandMadeLog(folder);
    log.commit(
        0,
        List.of(
            HandMadeLog.PROTOCOL,
            HandMadeLog.metadata("[]", "id", "'long'"),
            HandMadeLog.added("a")));
    log.commit(1, List.of(HandMadeLog.added("b")));
    log.commit(2, List.of(HandMadeLog.removed("a"), HandMadeLog.added("c")));
    log.commit(3, List.of(HandMadeLog.removed("b"), HandMadeLog.added("d%20d")));
    entries =
        new LogEntries(
            LogFolder.of(
                TestSession.get(),
                new org.apache.hadoop.fs.Path(folder.toUri()),
                new Configuration()));
  }

  @Test
  void whatAVersionReplacedIsToldForEachVersionAfterTheGivenOne() {
    assertThat(entries.replaced(0, 3)).contains(List.of(Set.of("a", "c"), Set.of("b", "d%20d")));
    assertThat(entries.replaced(1, 2)).contains(List.of(Set.of("a", "c")));
    assertThat(entries.replaced(2, 3)).contains(List.of(Set.of("b", "d%20d")));
    assertThat(entries.replaced(0, 1)).contains(List.of());
    assertThat(entries.replaced(3, 3)).contains(List.of());
  }

  @Test
  void whereAnEntryIsGoneNobodyCanTell() throws IOException {
    Files.delete(folder.resolve("_delta_log/%020d.json".formatted(1)));

    assertThat(entries.replaced(0, 3)).isEqualTo(Optional.empty());
    assertThat(entries.replaced(1, 3)).isPresent();
  }

  @Test
  void theNewestThatCountsComesFirst() {
    assertThat(entries.newestFirst(2).map(RecordedEntry::version)).containsExactly(2L, 1L, 0L);
    assertThat(entries.kept()).contains(new LogEntries.KeptVersions(0, 3));
  }

  @Test
  void anEntryAddsWhatItAdds() {
    assertThat(entries.adds(2, "c")).isTrue();
    assertThat(entries.adds(2, "a")).as("it removes this one").isFalse();
    assertThat(entries.adds(1, "c")).isFalse();
  }
}
