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
    List<String> paths =
        List.of(
            tables.targetPath(),
            tables.historyPath(),
            LongLivedTables.withoutEntries(tables.targetPath()),
            LongLivedTables.withoutEntries(tables.historyPath()));
    List<List<String>> target = texts(tables.curated());
    List<List<String>> history = texts(tables.history());

    for (Path python : NewerDeltas.get().pythons()) {
      List<NewerDeltas.Table> read = NewerDeltas.read(python, paths);
      assertThat(read).hasSameSizeAs(paths);
      for (int i = 0; i < read.size(); i++) {
        assertThat(read.get(i).rows())
            .as("%s by %s", paths.get(i), python)
            .containsExactlyInAnyOrderElementsOf(i % 2 == 0 ? target : history);
      }
      assertThat(read.subList(2, 4))
          .extracting(NewerDeltas.Table::version)
          .isEqualTo(read.subList(0, 2).stream().map(NewerDeltas.Table::version).toList());
    }
  }
}
