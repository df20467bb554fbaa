package dev.deltaenrich.job;

import static dev.deltaenrich.job.LongLivedTables.texts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.services.ManyProcesses;
import dev.deltaenrich.services.NewerDeltas;
import dev.deltaenrich.services.RequiresNewerDeltas;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Newer lines of Spark and Delta read the tables that we write as this one does. */
@ManyProcesses
@RequiresNewerDeltas
class NewerDeltasReadOurTablesIT {
  @TempDir Path folder;

  @Test
  void targetAndHistoryHaveTheSameRows() throws IOException {
    EnrichmentTables tables = LongLivedTables.make(folder);
    List<String> paths = List.of(tables.targetPath(), tables.historyPath());
    List<String> checkpointed =
        List.of(
            LongLivedTables.withoutEntries(tables.targetPath()),
            LongLivedTables.withoutEntries(tables.historyPath()));

    for (Path python : NewerDeltas.get().pythons()) {
      List<NewerDeltas.Table> read = NewerDeltas.read(python, paths);
      assertThat(read.get(0).rows())
          .as(python.toString())
          .containsExactlyInAnyOrderElementsOf(texts(tables.curated()));
      assertThat(read.get(1).rows())
          .as(python.toString())
          .containsExactlyInAnyOrderElementsOf(texts(tables.history()));
      assertThat(NewerDeltas.read(python, checkpointed))
          .as(python.toString())
          .usingRecursiveComparison()
          .ignoringCollectionOrder()
          .isEqualTo(read);
    }
  }
}
