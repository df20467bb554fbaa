package dev.deltaenrich.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.services.TestSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFolderTest {
  private static final int VERSIONS = 100;

  @TempDir Path folder;

  @Test
  void ofThreadsThatWriteOneEntryOneSucceeds() throws IOException {
    LogFolder log =
        LogFolder.of(
            TestSession.get(), new org.apache.hadoop.fs.Path(folder.toUri()), new Configuration());
    for (int version = 0; version < VERSIONS; version++) {
      long next = version;
      List<Integer> written =
          IntStream.range(0, 8)
              .parallel()
              .filter(writer -> writes(log, next, "writer " + writer))
              .boxed()
              .toList();

      assertThat(written).as("version %d", version).hasSize(1);
      assertThat(Files.readString(folder.resolve("_delta_log/%020d.json".formatted(version))))
          .isEqualTo("writer %d\n".formatted(written.get(0)));
    }
  }

  private static boolean writes(LogFolder log, long version, String line) {
    try {
      log.write(version, List.of(line));
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
