package dev.deltaenrich.engine.log;

import static dev.deltaenrich.engine.log.HandMadeLog.PROTOCOL;
import static dev.deltaenrich.engine.log.HandMadeLog.added;
import static dev.deltaenrich.engine.log.HandMadeLog.metadata;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.deltaenrich.engine.ScalaInterop;
import dev.deltaenrich.engine.table.DeltaTable;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.services.TestSession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.spark.sql.delta.actions.AddFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A table is not called broken for a checkpoint that this Delta does not know. */
class CheckpointsOfOtherFormatsTest {
  private static final String ID = "80a083e8-7026-4e79-81be-64bd76c43a11";
  private static final String COLUMNS = metadata("[]", "id", "\"long\"");
  private static final String V2 =
      "{\"protocol\":{\"minReaderVersion\":3,\"minWriterVersion\":7,\"readerFeatures\":[\"v2Checkpoint\"],\"writerFeatures\":[\"v2Checkpoint\"]}}";

  @TempDir Path folder;

  private HandMadeLog log;

  @BeforeEach
  void makeFolder() throws IOException {
    log = new HandMadeLog(folder);
    log.file("_last_checkpoint", "{\"version\":2,\"size\":4}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "parquet"})
  void v2CheckpointsThatStandForCommitsAskForANewerDelta(String format) throws IOException {
    log.file("%020d.checkpoint.%s.%s".formatted(2, ID, format), "not looked into");
    assertUnsupported();
    log.commit(3, List.of(added("b.parquet")));
    assertUnsupported();
    log.commit(2, List.of(added("a.parquet")));
    assertUnsupported();
  }

  @Test
  void v2CheckpointsBesideAllCommitsAskForWhatTheProtocolAsks() throws IOException {
    log.file("%020d.checkpoint.%s.json".formatted(0, ID), "not looked into");
    log.commit(0, List.of(V2, COLUMNS, added("a.parquet")));
    assertUnsupported();
    log.commit(1, List.of(PROTOCOL));
    assertThat(open().files()).as("the feature was dropped").hasSize(1);
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

  @Test
  void classicallyNamedCheckpointsOfV2AskForANewerDelta() throws IOException {
    checkpoint(
        """
        message m {
          optional group protocol {
            optional int32 minReaderVersion;
            optional int32 minWriterVersion;
            optional group readerFeatures (LIST) { repeated group list { optional binary element (STRING); } }
            optional group writerFeatures (LIST) { repeated group list { optional binary element (STRING); } }
          }
          optional group sidecar { optional binary path (STRING); }
        }""",
        V2,
        "{\"sidecar\":{\"path\":\"x.parquet\"}}");
    log.commit(2, List.of(COLUMNS, added("b.parquet")));

    assertFails(ErrorCode.FEATURE_UNSUPPORTED, "v2Checkpoint");
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
    assertThat(ScalaInterop.map(files.get(0).partitionValues())).isEqualTo(Map.of("year", "2024"));
    assertThat(files.get(0).size()).isEqualTo(7);
    assertThat(files.get(0).stats()).isEqualTo("{\"numRecords\":3}");
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

  private void checkpoint(String columns, String... actions) throws IOException {
    List<ObjectNode> rows = new ArrayList<>();
    for (String action : actions) {
      rows.add((ObjectNode) new ObjectMapper().readTree(action));
    }
    new ParquetRecords(new Configuration())
        .write(
            new org.apache.hadoop.fs.Path(
                folder.resolve("_delta_log/%020d.checkpoint.parquet".formatted(1)).toUri()),
            MessageTypeParser.parseMessageType(columns),
            rows.iterator());
  }

  private void assertUnsupported() {
    assertFails(ErrorCode.FEATURE_UNSUPPORTED, "v2Checkpoint");
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
