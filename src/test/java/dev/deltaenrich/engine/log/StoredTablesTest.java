package dev.deltaenrich.engine.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.deltaenrich.engine.table.DeltaTable;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.services.TestSession;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What we read of the logs of other writers' tables is what other readers read of them. */
class StoredTablesTest {
  @Test
  void everyTableIsReadOrRefused() {
    assertThat(StoredTable.all())
        .extracting(StoredTable::name)
        .containsAll(StoredRefusals.ALL.keySet());
    assertThat(StoredTable.read()).hasSizeGreaterThan(40).allMatch(StoredTable::isReadable);
  }

  @ParameterizedTest
  @MethodSource("dev.deltaenrich.engine.log.StoredTable#read")
  void isReadAsOthersReadIt(StoredTable stored) throws IOException {
    DeltaTable table = open(stored);

    assertThat(table.version()).isEqualTo(stored.version());
    assertThat(asStored(table.files())).containsExactlyInAnyOrderElementsOf(stored.files());
  }

  @ParameterizedTest
  @MethodSource("dev.deltaenrich.engine.log.StoredTable#refused")
  void isRefused(StoredTable stored) {
    StoredRefusals.Refusal refusal = StoredRefusals.ALL.get(stored.name());

    assertThatThrownBy(() -> open(stored))
        .isInstanceOfSatisfying(
            EnrichException.class, failure -> assertThat(failure.code()).isEqualTo(refusal.code()))
        .hasMessageContaining(refusal.sentence());
  }

  private static DeltaTable open(StoredTable stored) {
    return DeltaTable.open(TestSession.get(), stored.raw().toString());
  }

  /** What stored answers have of each file. */
  private static List<JsonNode> asStored(List<AddFile> files) throws IOException {
    List<JsonNode> stored = new ArrayList<>();
    for (AddFile file : files) {
      ObjectNode added =
          (ObjectNode) new ObjectMapper().readTree(ActionLines.added(file)).get("add");
      stored.add(added.retain("path", "size", "partitionValues", "deletionVector"));
    }
    return stored;
  }
}
