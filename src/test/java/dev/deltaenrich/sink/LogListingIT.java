package dev.deltaenrich.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.services.FaultProxy;
import dev.deltaenrich.services.HttpHead;
import dev.deltaenrich.services.Minio;
import dev.deltaenrich.services.RequiresS3;
import io.delta.storage.LogStore;
import io.delta.storage.S3SingleDriverLogStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@RequiresS3
class LogListingIT {
  private static final int ENTRIES = 30;

  private final FaultProxy proxy = FaultProxy.before(Minio.shared().endpoint());
  private final LogFolder log = LogFolder.at(proxy.endpoint()).with("fs.s3a.paging.maximum", "10");

  @BeforeEach
  void write() {
    for (int version = 0; version < ENTRIES; version++) {
      log.writtenByAnother(version, "entry");
    }
    for (String other : List.of("", "_last_checkpoint", ".probe-left", "folder/inside")) {
      Minio.shared().s3().put(log.bucket(), LogFolder.FOLDER + "/" + other, "");
    }
    proxy.forget();
  }

  @AfterEach
  void close() {
    proxy.close();
  }

  private static List<FileStatus> list(LogStore store, Path from, LogFolder log)
      throws IOException {
    List<FileStatus> listed = new ArrayList<>();
    store.listFrom(from, log.conf()).forEachRemaining(listed::add);
    return listed;
  }

  private List<FileStatus> list(Path from) throws IOException {
    return list(new ConditionalPutLogStore(log.conf()), from, log);
  }

  @Test
  void itIsWhatDeltasOwnStoreLists() throws IOException {
    for (String from : List.of(LogFolder.name(0), LogFolder.name(17), "\u0000", ".q", "g", "zz")) {
      Path path = new Path(log.path(), from);
      List<FileStatus> stock = list(new S3SingleDriverLogStore(log.conf()), path, log);

      List<FileStatus> ours = list(path);

      assertThat(ours).extracting(FileStatus::getPath).isEqualTo(paths(stock));
      for (int i = 0; i < ours.size(); i++) {
        assertThat(ours.get(i).isDirectory()).isEqualTo(stock.get(i).isDirectory());
        assertThat(ours.get(i).getLen()).isEqualTo(stock.get(i).getLen());
        // A folder's is the time of asking.
        if (ours.get(i).isFile()) {
          assertThat(ours.get(i).getModificationTime())
              .isEqualTo(stock.get(i).getModificationTime());
        }
      }
    }
  }

  private static List<Path> paths(List<FileStatus> files) {
    return files.stream().map(FileStatus::getPath).toList();
  }

  @Test
  void theEndOfALogIsOneRequestHoweverLongItIs() throws IOException {
    assertThat(list(log.entry(ENTRIES - 2)))
        .extracting(file -> file.getPath().getName())
        .startsWith(LogFolder.name(ENTRIES - 2), LogFolder.name(ENTRIES - 1));
    assertThat(proxy.exchanges(LogListingIT::lists)).hasSize(1);
  }

  private static boolean lists(HttpHead request) {
    return request.query().contains("list-type=2");
  }

  @Test
  void whatIsInTheLogIsFoundThoughNothingFollows() throws IOException {
    assertThat(list(new Path(log.path(), "zzz"))).isEmpty();
  }

  @Test
  void aFolderThatIsNotThereIsAnError() {
    assertThatThrownBy(() -> list(new Path("s3a://%s/none/_delta_log/0".formatted(log.bucket()))))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining("none/_delta_log");
  }

  @Test
  void aListingThatFailsOnceIsAskedForAgain() throws IOException {
    proxy.next(1, LogListingIT::lists).answer(503, "SlowDown");

    assertThat(list(log.entry(0))).hasSize(ENTRIES + 2);
  }
}
