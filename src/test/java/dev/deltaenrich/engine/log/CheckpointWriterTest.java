package dev.deltaenrich.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.delta.storage.LocalLogStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a checkpoint of ours holds, and what the pointer to it says. */
class CheckpointWriterTest {
  private static final Configuration CONF = new Configuration();
  private static final String VECTOR =
      "'deletionVector':{'storageType':'u','pathOrInlineDv':'ab^-aqEH.-t@S}K{vb[*k^','offset':4,'sizeInBytes':40,'cardinality':6}";

  private static final String METADATA =
      HandMadeLog.metadata("[\"p\"]", "id", "\"long\"", "p", "\"string\"")
          .replace(
              "\"configuration\":{}",
              "\"configuration\":{\"delta.setTransactionRetentionDuration\":\"interval 1 day\"}");

  @TempDir Path folder;
  private HandMadeLog log;
  private final long now = System.currentTimeMillis();
  private final long weekAgo = now - TimeUnit.DAYS.toMillis(8);

  @BeforeEach
  void write() throws IOException {
    log = new HandMadeLog(folder);
    log.commit(
        0,
        List.of(
            HandMadeLog.PROTOCOL,
            METADATA,
            HandMadeLog.added(
                "a%20b.parquet",
                "'partitionValues':{'p':null},'size':7,'tags':{'t':null,'u':'v'},'stats':'{}'"),
            HandMadeLog.added("s3a://bucket/c%25.parquet", "'partitionValues':{'p':''},'size':8"),
            HandMadeLog.added("/else/d.parquet", "'partitionValues':{'p':'x'},'size':9"),
            HandMadeLog.added("e.parquet", "'partitionValues':{'p':'x'},'size':9"),
            removed("old.parquet", weekAgo, ""),
            removed("untimed.parquet", 0, "")));
    log.commit(
        1,
        List.of(
            removed("a b.parquet", now, ""),
            HandMadeLog.added("a%20b.parquet", "'partitionValues':{'p':null},'size':7," + VECTOR),
            removed("e.parquet", now, "'size':9,"),
            "{\"txn\":{\"appId\":\"new\",\"version\":2}}",
            "{\"txn\":{\"appId\":\"late\",\"version\":1,\"lastUpdated\":%d}}".formatted(now),
            "{\"txn\":{\"appId\":\"late\",\"version\":3,\"lastUpdated\":%d}}".formatted(now),
            "{\"txn\":{\"appId\":\"gone\",\"version\":4,\"lastUpdated\":%d}}".formatted(weekAgo)));
    new CheckpointWriter(folder()).write();
  }

  @Test
  void filesStandWithAllThatTheLogSaysOfThem() throws IOException {
    assertThat(actions("add"))
        .containsExactlyInAnyOrder(
            json(
                "{'path':'a%20b.parquet','partitionValues':{'p':null},'size':7,'modificationTime':1,'dataChange':false,"
                    + VECTOR
                    + "}"),
            json(
                "{'path':'s3a://bucket/c%25.parquet','partitionValues':{'p':''},'size':8,'modificationTime':1,'dataChange':false}"),
            json(
                "{'path':'file:///else/d.parquet','partitionValues':{'p':'x'},'size':9,'modificationTime':1,'dataChange':false}"));
  }

  @Test
  void removedFilesStandAsLongAsTheirFilesMayBeThere() throws IOException {
    assertThat(actions("remove"))
        .containsExactlyInAnyOrder(
            json("{'path':'a b.parquet','deletionTimestamp':%d,'dataChange':false}".formatted(now)),
            json(
                "{'path':'e.parquet','deletionTimestamp':%d,'dataChange':false,'size':9}"
                    .formatted(now)));
  }

  @Test
  void applicationsStandWithTheirNewestVersionsUnlessThatIsTooOld() throws IOException {
    assertThat(actions("txn"))
        .containsExactlyInAnyOrder(
            json("{'appId':'new','version':2}"),
            json("{'appId':'late','version':3,'lastUpdated':%d}".formatted(now)));
  }

  @Test
  void theTableStandsAsTheLogHasIt() throws IOException {
    assertThat(actions("protocol")).containsExactly(json(HandMadeLog.PROTOCOL).get("protocol"));
    assertThat(actions("metaData")).containsExactly(json(METADATA).get("metaData"));
  }

  @Test
  void thePointerTellsVersionAndSizes() throws IOException {
    Path pointer = folder.resolve("_delta_log/_last_checkpoint");

    assertThat(json(Files.readString(pointer)))
        .isEqualTo(
            json(
                "{'version':1,'size':%d,'sizeInBytes':%d,'numOfAddFiles':3}"
                    .formatted(rows().size(), Files.size(checkpoint()))));
  }

  @Test
  void withoutTheEntriesTheTableIsTheSame() throws IOException {
    TableState before = folder().listed().orElseThrow().state(KeptStatistics.WHOLE);
    log.commit(2, List.of("{\"commitInfo\":{}}"));
    Files.delete(folder.resolve("_delta_log/%020d.json".formatted(0)));
    Files.delete(folder.resolve("_delta_log/%020d.json".formatted(1)));

    TableState after = folder().listed().orElseThrow().state(KeptStatistics.WHOLE);

    assertThat(after.files()).containsExactlyInAnyOrderElementsOf(before.files());
    assertThat(after.metadata()).isEqualTo(before.metadata());
    assertThat(after.protocol()).isEqualTo(before.protocol());
  }

  private static String removed(String path, long time, String fields) {
    return "{'remove':{'path':'%s',%s%s'dataChange':true}}"
        .formatted(path, time == 0 ? "" : "'deletionTimestamp':%d,".formatted(time), fields)
        .replace('\'', '"');
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text.replace('\'', '"'));
  }

  private Path checkpoint() {
    return folder.resolve("_delta_log/%020d.checkpoint.parquet".formatted(1));
  }

  private LogFolder folder() {
    org.apache.hadoop.fs.Path table = new org.apache.hadoop.fs.Path(folder.toUri());
    return new LogFolder(
        table, new org.apache.hadoop.fs.Path(table, "_delta_log"), new LocalLogStore(CONF), CONF);
  }

  private List<JsonNode> rows() throws IOException {
    List<JsonNode> rows = new ArrayList<>();
    new ParquetRecords(CONF)
        .read(
            new org.apache.hadoop.fs.Path(checkpoint().toUri()), Optional::of, Set.of(), rows::add);
    return rows;
  }

  /** By Jackson's own parser: numbers are of the types that it takes for them. */
  private List<JsonNode> actions(String kind) throws IOException {
    List<JsonNode> actions = new ArrayList<>();
    for (JsonNode row : rows()) {
      if (row.has(kind)) {
        actions.add(new ObjectMapper().readTree(row.get(kind).toString()));
      }
    }
    return actions;
  }
}
