package dev.deltaenrich.engine.log;

import static dev.deltaenrich.engine.log.HandMadeLog.PROTOCOL;
import static dev.deltaenrich.engine.log.HandMadeLog.added;
import static dev.deltaenrich.engine.log.HandMadeLog.metadata;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.delta.storage.LocalLogStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Opening an old log takes as many requests as opening a new one. */
class LogOpeningTest {
  private static final String COLUMNS = metadata("[]", "id", "\"long\"");

  @TempDir Path folder;
  private HandMadeLog log;

  @BeforeEach
  void makeFolder() throws IOException {
    log = new HandMadeLog(folder);
    Requests.OPENED.clear();
    Requests.ASKED.clear();
    ListedNames.LISTED.clear();
  }

  @Test
  void aLogOfTenThousandCommitsIsOpenedAsOneOfTwenty() throws IOException {
    Path young = folder.resolve("young");
    log = new HandMadeLog(young);
    write(young, 0, 25, 10);
    assertThat(opened(young).files()).hasSize(26);
    int opens = Requests.OPENED.size();
    int asked = Requests.ASKED.size();
    int listed = ListedNames.LISTED.size();

    Requests.OPENED.clear();
    Requests.ASKED.clear();
    ListedNames.LISTED.clear();
    Path old = folder.resolve("old");
    log = new HandMadeLog(old);
    write(old, 9_980, 10_005, 10);
    for (long version = 0; version < 9_980; version++) {
      log.commit(version, List.of("{}"));
    }

    assertThat(opened(old).version()).isEqualTo(10_005);
    assertThat(Requests.OPENED)
        .hasSize(opens)
        .as("the pointer, the checkpoint and five commits")
        .filteredOn(name -> name.endsWith(".json"))
        .hasSize(5);
    assertThat(Requests.ASKED).as("sizes of files, and folders").hasSize(asked);
    assertThat(ListedNames.LISTED).hasSize(listed).hasSizeLessThan(10);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{\"version\":",
        "[]",
        "{\"version\":-1}",
        "{\"version\":\"x\"}",
        "{\"version\":7}",
        "{\"version\":24}",
        "{\"version\":99999}",
        "{\"version\":1e99}",
        "\u0000\u0000"
      })
  void aPointerThatIsOfNoUseIsNotUsed(String pointer) throws IOException {
    write(folder, 0, 25, 10);
    log.file("_last_checkpoint", pointer);

    assertThat(opened(folder).version()).isEqualTo(25);
    assertThat(opened(folder).files()).hasSize(26);
  }

  @Test
  void withoutAPointerTheLogIsListed() throws IOException {
    write(folder, 0, 25, 10);
    Files.delete(folder.resolve("_delta_log/_last_checkpoint"));

    assertThat(opened(folder).files()).hasSize(26);
  }

  @Test
  void aLogWithoutItsFirstVersionsIsRead() throws IOException {
    write(folder, 0, 25, 10);
    for (long version = 0; version < 20; version++) {
      Files.delete(folder.resolve("_delta_log/%020d.json".formatted(version)));
    }

    assertThat(opened(folder).files()).hasSize(26);
    Files.delete(folder.resolve("_delta_log/_last_checkpoint"));
    assertThat(opened(folder).files()).hasSize(26);
  }

  @Test
  void aCheckpointThatDoesNotDecodeGivesWayToTheOnesBefore() throws IOException {
    write(folder, 0, 25, 10);
    log.file("%020d.checkpoint.parquet".formatted(20), "torn");
    assertThat(opened(folder).files()).hasSize(26);

    log.file("%020d.checkpoint.parquet".formatted(10), "torn");
    assertThat(opened(folder).version()).isEqualTo(25);
    assertThat(opened(folder).files()).hasSize(26);
  }

  @Test
  void anOlderVersionIsReadFromTheCheckpointBeforeIt() throws IOException {
    write(folder, 0, 25, 10);

    for (long version : new long[] {0, 9, 10, 19, 20, 24}) {
      ListedLog listed = log(folder).listed(version).orElseThrow();
      assertThat(listed.state(KeptStatistics.NONE).files()).hasSize((int) version + 1);
    }
    assertThat(log(folder).listed(26)).isEmpty();
  }

  /** Versions of one file each, and checkpoints with a pointer to the last. */
  private void write(Path table, long first, long last, int interval) throws IOException {
    List<String> files = new ArrayList<>();
    for (long version = first; version <= last; version++) {
      String file = added("%d.parquet".formatted(version));
      files.add(file);
      log.commit(version, version == 0 ? List.of(PROTOCOL, COLUMNS, file) : List.of(file));
      if (version > 0 && version % interval == 0) {
        List<String> actions = new ArrayList<>(List.of(PROTOCOL, COLUMNS));
        actions.addAll(files);
        checkpoint(table, version, actions);
        log.file("_last_checkpoint", "{\"version\":%d,\"size\":1}".formatted(version));
      }
    }
  }

  private static void checkpoint(Path table, long version, List<String> actions)
      throws IOException {
    List<ObjectNode> rows = new ArrayList<>();
    for (String action : actions) {
      rows.add((ObjectNode) new ObjectMapper().readTree(action));
    }
    Path file = table.resolve("_delta_log/%020d.checkpoint.parquet".formatted(version));
    new ParquetRecords(new Configuration())
        .write(new org.apache.hadoop.fs.Path(file.toUri()), CheckpointColumns.ALL, rows.iterator());
    Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
  }

  private static TableState opened(Path table) throws IOException {
    return log(table).listed().orElseThrow().state(KeptStatistics.NONE);
  }

  private static LogFolder log(Path table) {
    Configuration conf = new Configuration();
    conf.set("fs.counted.impl", Requests.class.getName());
    org.apache.hadoop.fs.Path folder = new org.apache.hadoop.fs.Path("counted:" + table);
    return new LogFolder(
        folder, new org.apache.hadoop.fs.Path(folder, "_delta_log"), new ListedNames(conf), conf);
  }

  /** A store that lists as S3 does: from a name on, and no more. */
  private static final class ListedNames extends LocalLogStore {
    static final List<String> LISTED = new ArrayList<>();

    ListedNames(Configuration conf) {
      super(conf);
    }

    @Override
    public Iterator<FileStatus> listFrom(org.apache.hadoop.fs.Path from, Configuration conf)
        throws IOException {
      List<FileStatus> files = new ArrayList<>();
      super.listFrom(from, conf).forEachRemaining(files::add);
      files.forEach(file -> LISTED.add(file.getPath().getName()));
      return files.iterator();
    }
  }

  /** The local disk, which keeps what was opened and asked for. */
  public static final class Requests extends RawLocalFileSystem {
    static final List<String> OPENED = new ArrayList<>();
    static final List<String> ASKED = new ArrayList<>();

    @Override
    public FileStatus getFileStatus(org.apache.hadoop.fs.Path path) throws IOException {
      ASKED.add(path.getName());
      return super.getFileStatus(path);
    }

    /** The local disk looks at each file for it, and a store at none. */
    @Override
    public FileStatus[] listStatus(org.apache.hadoop.fs.Path folder) throws IOException {
      int before = ASKED.size();
      FileStatus[] found = super.listStatus(folder);
      ASKED.subList(before, ASKED.size()).clear();
      ASKED.add(folder.getName());
      return found;
    }

    @Override
    public URI getUri() {
      return URI.create("counted:///");
    }

    @Override
    public FSDataInputStream open(org.apache.hadoop.fs.Path path, int bufferSize)
        throws IOException {
      OPENED.add(path.getName());
      return super.open(path, bufferSize);
    }
  }
}
