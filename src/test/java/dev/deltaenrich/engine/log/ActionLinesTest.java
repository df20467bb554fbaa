package dev.deltaenrich.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.deltaenrich.engine.table.DeltaActions;
import dev.deltaenrich.engine.table.DeltaInternals;
import dev.deltaenrich.services.TestSession;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.delta.actions.CommitInfo;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The lines are those that Delta itself would write. */
class ActionLinesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static Stream<AddFile> files() {
    Map<String, String> partition = new HashMap<>();
    partition.put("day", null);
    partition.put("a \"b\"", "ü/🙂\n");
    return Stream.of(
        file(Map.of(), Optional.empty(), Optional.empty(), Optional.empty()),
        file(
            partition,
            Optional.of("{\"numRecords\":1}"),
            Optional.of(Map.of("tag \\", "\"[1]\"")),
            Optional.empty()),
        file(Map.of(), Optional.empty(), Optional.of(Map.of()), vector("u", OptionalInt.of(4))),
        file(Map.of(), Optional.empty(), Optional.of(Map.of()), vector("i", OptionalInt.empty())));
  }

  private static Optional<DeletionVector> vector(String storage, OptionalInt offset) {
    return Optional.of(new DeletionVector(storage, "ab^-aqEH.-t@S}K{vb[*k^", offset, 40, 6));
  }

  private static AddFile file(
      Map<String, String> partition,
      Optional<String> statistics,
      Optional<Map<String, String>> tags,
      Optional<DeletionVector> vector) {
    return new AddFile(
        "day=1%202/part%25.parquet",
        partition, 123_456_789_012L, 1_700_000_000_123L, statistics, tags, vector);
  }

  private static JsonNode json(String line) throws JsonProcessingException {
    assertThat(line).doesNotContain("\n");
    return JSON.readTree(line);
  }

  @ParameterizedTest
  @MethodSource("files")
  void addedFiles(AddFile file) throws JsonProcessingException {
    assertThat(json(ActionLines.added(file)))
        .isEqualTo(json(changing(DeltaActions.file(file)).json()));
  }

  private static org.apache.spark.sql.delta.actions.AddFile changing(
      org.apache.spark.sql.delta.actions.AddFile file) {
    return DeltaInternals.file(
        file.path(),
        file.partitionValues(),
        file.size(),
        file.modificationTime(),
        true,
        file.stats(),
        file.tags(),
        file.deletionVector());
  }

  @ParameterizedTest
  @MethodSource("files")
  void vectorsAreToldApartAsByDelta(AddFile file) {
    assertThat(file.deletionVector().map(DeletionVector::uniqueId))
        .isEqualTo(
            file.deletionVector()
                .map(vector -> DeltaActions.file(file).deletionVector().uniqueId()));
    assertThat(DeltaActions.file(file).numDeletedRecords()).isEqualTo(file.deletedRows());
  }

  /** The statistics of removed files are optional, and only newer lines of Delta write them. */
  @ParameterizedTest
  @MethodSource("files")
  void removedFiles(AddFile file) throws JsonProcessingException {
    JsonNode deltas =
        json(DeltaActions.file(file).removeWithTimestamp(1_800_000_000_456L, true).json());
    ((ObjectNode) deltas.get("remove")).remove("stats");
    assertThat(json(ActionLines.removed(file, 1_800_000_000_456L))).isEqualTo(deltas);
  }

  @Test
  void commits() throws JsonProcessingException {
    CommitDescription commit =
        new CommitDescription(
            Instant.ofEpochMilli(1_700_000_000_123L),
            "Overwrite",
            List.of("day", "a \"b\""),
            3,
            Map.of("numFiles", "7"),
            Optional.of("{\"run\":\"1\"}"),
            "transaction");
    assertThat(json(ActionLines.info(commit))).isEqualTo(json(deltas(commit).json()));
  }

  @Test
  void theCommitThatMakesATable() throws JsonProcessingException {
    CommitDescription commit =
        new CommitDescription(
            Instant.ofEpochMilli(1), "Append", List.of(), -1, Map.of(), Optional.empty(), "id");
    assertThat(json(ActionLines.info(commit))).isEqualTo(json(deltas(commit).json()));
  }

  @Test
  void metadata() throws JsonProcessingException {
    for (Optional<String> name : List.of(Optional.<String>empty(), Optional.of("a name"))) {
      Metadata metadata =
          new Metadata(
              "id",
              name,
              name,
              Metadata.Format.PARQUET,
              new StructType().add("a \"b\"", DataTypes.LongType).json(),
              List.of("day"),
              Map.of("key", "value"),
              OptionalLong.of(1_700_000_000_123L));
      assertThat(json(ActionLines.metadata(metadata)))
          .isEqualTo(json(DeltaActions.metadata(metadata).json()));
    }
  }

  @Test
  void protocols() throws JsonProcessingException {
    Optional<Set<String>> feature = Optional.of(Set.of("timestampNtz"));
    for (Protocol protocol : List.of(Protocol.plain(1, 2), new Protocol(3, 7, feature, feature))) {
      assertThat(json(ActionLines.protocol(protocol)))
          .isEqualTo(json(DeltaActions.protocol(protocol).json()));
    }
  }

  private static CommitInfo deltas(CommitDescription commit) {
    // What engine a commit names, Delta asks the session.
    TestSession.get();
    return DeltaInternals.info(commit);
  }
}
