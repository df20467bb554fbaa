package dev.deltaenrich.engine.log;

import static dev.deltaenrich.engine.log.HandMadeLog.PROTOCOL;
import static dev.deltaenrich.engine.log.HandMadeLog.added;
import static dev.deltaenrich.engine.log.HandMadeLog.metadata;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.deltaenrich.engine.table.DeltaTable;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.services.TestSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints that Delta 2.4 does not write, most of which it does not know. */
class CheckpointsOfOtherFormatsTest {
  private static final String ID = "80a083e8-7026-4e79-81be-64bd76c43a11";
  private static final String COLUMNS = metadata("[]", "id", "\"long\"");
  private static final String V2 =
      "{\"protocol\":{\"minReaderVersion\":3,\"minWriterVersion\":7,\"readerFeatures\":[\"v2Checkpoint\"],\"writerFeatures\":[\"v2Checkpoint\"]}}";

  /** The columns of any checkpoint of V2. */
  private static final String ALL =
      CheckpointColumns.ALL
          .toString()
          .replaceFirst(
              "\\{",
              "{ optional group checkpointMetadata { optional int64 version; } optional group sidecar { optional binary path (STRING); optional int64 sizeInBytes; optional int64 modificationTime; }");

  @TempDir Path folder;

  private HandMadeLog log;

  @BeforeEach
  void makeFolder() throws IOException {
    log = new HandMadeLog(folder);
    log.file("_last_checkpoint", "{\"version\":2,\"size\":4}");
  }

  /** Files in the checkpoint itself or in two sidecars, whichever format and name it has. */
  @ParameterizedTest
  @CsvSource({
    "%s.json, false",
    "%s.json, true",
    "%s.parquet, false",
    "%s.parquet, true",
    "parquet, true"
  })
  void v2CheckpointsStandForCommitsThatAreGone(String name, boolean sidecars) throws IOException {
    v2(name.formatted(ID), sidecars);
    log.commit(3, List.of(HandMadeLog.removed("b.parquet"), added("d.parquet")));

    assertThat(open().version()).isEqualTo(3);
    assertThat(open().files())
        .extracting(AddFile::path)
        .containsExactlyInAnyOrder("a.parquet", "c.parquet", "d.parquet");
    assertThat(open().statistics(Set.of("a.parquet", "c.parquet"), text -> text))
        .isEqualTo(Map.of("a.parquet", "{\"numRecords\":1}", "c.parquet", "{\"numRecords\":3}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "parquet"})
  void v2CheckpointsThatDoNotDecodeArePassedOver(String format) throws IOException {
    log.file("%020d.checkpoint.%s.%s".formatted(2, ID, format), "not looked into");
    log.commit(2, List.of(added("c.parquet")));
    log.commit(3, List.of(added("d.parquet")));
    assertFails(ErrorCode.LOG_BROKEN, "%020d.checkpoint.%s.%s".formatted(2, ID, format));

    log.commit(0, List.of(V2, COLUMNS, added("a.parquet")));
    log.commit(1, List.of(added("b.parquet")));
    assertThat(open().files()).hasSize(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "_sidecars/2.parquet|2.parquet, which is part of a checkpoint, is missing",
        "checkpointMetadata|has no checkpointMetadata action",
        "metaData|has no metaData action"
      })
  void v2CheckpointsThatLackSomethingGiveWayToOlderOnes(String lost, String sentence)
      throws IOException {
    String name = "%s.json".formatted(ID);
    v2(name, true);
    log.commit(2, List.of(added("c.parquet")));
    Path checkpoint = folder.resolve("_delta_log/%020d.checkpoint.%s".formatted(2, name));
    if (lost.startsWith("_")) {
      Files.delete(folder.resolve("_delta_log").resolve(lost));
    } else {
      List<String> lines = new ArrayList<>(Files.readAllLines(checkpoint));
      lines.removeIf(line -> line.contains(lost));
      Files.write(checkpoint, lines);
    }
    assertFails(ErrorCode.LOG_BROKEN, sentence);

    log.commit(1, List.of(added("x.parquet")));
    checkpoint(ALL, V2, COLUMNS, added("b.parquet"));
    assertThat(open().files())
        .as("from the checkpoint of version 1 on")
        .extracting(AddFile::path)
        .containsExactly("b.parquet", "c.parquet");
  }

  @Test
  void ofSeveralCheckpointsOfOneVersionOneIsTakenWhole() throws IOException {
    v2("%s.json".formatted(ID), true);
    v2("%s.parquet".formatted(ID.replace('8', '9')), false);
    log.commit(2, List.of(added("c.parquet")));

    assertThat(open().files()).hasSize(3);
  }

  @Test
  void commitsThatAreMissingAfterAV2CheckpointAreMissing() throws IOException {
    log.file("%020d.checkpoint.%s.json".formatted(2, ID), "not looked into");
    log.commit(0, List.of(PROTOCOL, COLUMNS));
    for (long version : new long[] {1, 2, 3, 5}) {
      log.commit(version, List.of(added("b.parquet")));
    }

    assertFails(ErrorCode.LOG_BROKEN, "none of version 4");
  }

  @Test
  void compactedCommitsAreIgnored() throws IOException {
    log.commit(0, List.of(PROTOCOL, COLUMNS, added("a.parquet")));
    log.commit(1, List.of(added("b.parquet")));
    log.file("%020d.%020d.compacted.json".formatted(0, 1), "not looked into");

    assertThat(open().version()).isEqualTo(1);
    assertThat(open().files()).hasSize(2);
  }

  /** Groups of nulls beside a row's own action, and other types than Delta's. */
  @Test
  void checkpointsMayHaveOtherTypesForNumbersAndTexts() throws IOException {
    checkpoint(
        """
        message m {
          optional group add {
            optional binary path (STRING);
            optional group partitionValues (MAP) {
              repeated group key_value { required binary key (STRING); optional int32 value; }
            }
            optional binary size (STRING);
            optional group stats { optional int64 numRecords; }
          }
          optional group remove { optional binary path (STRING); }
          optional group metaData {
            optional binary id (STRING);
            optional binary schemaString (STRING);
            optional group partitionColumns (LIST) { repeated group list { optional binary element (STRING); } }
          }
          optional group protocol {
            optional int64 minReaderVersion;
            optional int64 minWriterVersion;
          }
        }""",
        added("a.parquet", "'partitionValues':{'year':2024},'size':'7','stats':{'numRecords':3}")
            .replaceFirst(
                "}$", ",\"remove\":{},\"protocol\":{},\"metaData\":{\"partitionColumns\":[]}}"),
        metadata("[\"year\"]", "id", "\"long\"", "year", "\"integer\""),
        PROTOCOL);
    log.commit(2, List.of(added("b c.parquet", "'partitionValues':{'year':2025},'size':7")));

    List<AddFile> files =
        DeltaTable.open(TestSession.get(), folder.toString(), KeptStatistics.WHOLE).files();

    assertThat(files).extracting(AddFile::path).containsExactly("a.parquet", "b%20c.parquet");
    assertThat(files.get(0).partitionValues()).isEqualTo(Map.of("year", "2024"));
    assertThat(files.get(0).size()).isEqualTo(7);
    assertThat(files.get(0).statistics()).contains("{\"numRecords\":3}");
  }

  @Test
  void checkpointsThatLackWhatActionsNeedAreNamed() throws IOException {
    checkpoint(
        "message m { optional group add { optional binary path (STRING); } }",
        "{\"add\":{\"path\":\"a.parquet\"}}");
    log.commit(2, List.of(added("b.parquet")));

    assertFails(
        ErrorCode.LOG_BROKEN, "00001.checkpoint.parquet has an action without 'size'; restore");
  }

  /** A checkpoint of version 2 of this spec, with files a, b and c. */
  private void v2(String name, boolean sidecars) throws IOException {
    List<String> actions = new ArrayList<>();
    actions.add("{\"checkpointMetadata\":{\"version\":2}}");
    actions.addAll(List.of(V2, COLUMNS));
    List<String> files = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      String fields = "'partitionValues':{},'size':7,'stats':'{\\\"numRecords\\\":%d}'";
      files.add(added("abc".charAt(i) + ".parquet", fields.formatted(i + 1)));
    }
    if (sidecars) {
      String sidecar = "{\"sidecar\":{\"path\":\"%s\",\"sizeInBytes\":1,\"modificationTime\":1}}";
      actions.add(sidecar.formatted("1.parquet"));
      actions.add(sidecar.formatted("file:/elsewhere/_delta_log/_sidecars/2.parquet"));
      Files.createDirectories(folder.resolve("_delta_log/_sidecars"));
      parquet("_sidecars/1.parquet", ALL, files.get(0), HandMadeLog.removed("gone.parquet"));
      parquet("_sidecars/2.parquet", ALL, files.get(1), files.get(2));
    } else {
      actions.addAll(files);
    }
    String file = "%020d.checkpoint.%s".formatted(2, name);
    if (name.endsWith("json")) {
      log.file(file, String.join("\n", actions) + "\n");
    } else {
      parquet(file, ALL, actions.toArray(String[]::new));
    }
  }

  private void checkpoint(String columns, String... actions) throws IOException {
    parquet("%020d.checkpoint.parquet".formatted(1), columns, actions);
  }

  private void parquet(String name, String columns, String... actions) throws IOException {
    List<ObjectNode> rows = new ArrayList<>();
    for (String action : actions) {
      rows.add((ObjectNode) new ObjectMapper().readTree(action));
    }
    new ParquetRecords(new Configuration())
        .write(
            new org.apache.hadoop.fs.Path(folder.resolve("_delta_log").resolve(name).toUri()),
            MessageTypeParser.parseMessageType(columns),
            rows.iterator());
  }

  private void assertFails(ErrorCode code, String sentence) {
    assertThatThrownBy(this::open)
        .isInstanceOfSatisfying(
            EnrichException.class, failure -> assertThat(failure.code()).isEqualTo(code))
        .hasMessageContaining(sentence)
        .hasMessageNotContaining("again");
  }

  private DeltaTable open() {
    return DeltaTable.open(TestSession.get(), folder.toString());
  }
}
