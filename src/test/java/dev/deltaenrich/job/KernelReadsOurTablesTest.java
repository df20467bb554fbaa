package dev.deltaenrich.job;

import static dev.deltaenrich.job.LongLivedTables.texts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.services.KernelReader;
import io.delta.kernel.expressions.Column;
import io.delta.kernel.expressions.Literal;
import io.delta.kernel.expressions.Predicate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Delta Kernel reads the tables that we write as Delta on Spark does, and finds all that we keep.
 */
class KernelReadsOurTablesTest {
  @TempDir static Path folder;
  private static EnrichmentTables tables;

  @BeforeAll
  static void makeTables() throws IOException {
    tables = LongLivedTables.make(folder);
  }

  @Test
  void theTargetHasTheSameRows() throws IOException {
    KernelReader target = new KernelReader(Path.of(tables.targetPath()));

    assertThat(target.version()).isGreaterThan(10);
    assertThat(target.columns()).containsExactly(tables.curated().columns());
    assertThat(target.rows())
        .hasSize(119)
        .containsExactlyInAnyOrderElementsOf(texts(tables.curated()));
    assertThat(texts(tables.curated()))
        .containsExactlyInAnyOrderElementsOf(
            texts(tables.oracle().select(columns(tables.curated()))));
  }

  @Test
  void soHasTheLookupHistory() throws IOException {
    KernelReader history = new KernelReader(Path.of(tables.historyPath()));

    assertThat(history.version()).isGreaterThanOrEqualTo(10);
    assertThat(history.rows())
        .hasSizeGreaterThan(90)
        .containsExactlyInAnyOrderElementsOf(texts(tables.history()));
  }

  /** The entries from which it was made are deleted. */
  @Test
  void theCheckpointHasAllThatIsKept() throws IOException {
    for (String table : List.of(tables.targetPath(), tables.historyPath())) {
      KernelReader cleaned = new KernelReader(Path.of(LongLivedTables.withoutEntries(table)));

      assertThat(cleaned.rows())
          .containsExactlyInAnyOrderElementsOf(new KernelReader(Path.of(table)).rows());
    }
  }

  @Test
  void aTransactionOfAnotherProgramIsKept() throws IOException {
    for (Path target :
        List.of(
            Path.of(tables.targetPath()),
            Path.of(LongLivedTables.withoutEntries(tables.targetPath())))) {
      assertThat(new KernelReader(target).transaction(LongLivedTables.APPLICATION))
          .contains(LongLivedTables.TRANSACTION);
    }
  }

  @Test
  void filesThatStatisticsRuleOutHaveNoneOfTheRows() throws IOException {
    KernelReader target = new KernelReader(Path.of(tables.targetPath()));
    List<List<String>> all = target.rows();
    for (int id : new int[] {3, 47, 101}) {
      Predicate filter = new Predicate("=", new Column("id"), Literal.ofLong(id));
      List<List<String>> left = target.rowsOfFiles(filter);

      assertThat(left.size()).isLessThan(all.size() / 4);
      assertThat(left).filteredOn(row -> row.get(0).equals(String.valueOf(id))).hasSize(1);
    }
    Predicate added = new Predicate("=", new Column("enriched_category"), Literal.ofString("Food"));
    assertThat(target.rowsOfFiles(added))
        .containsAll(all.stream().filter(row -> row.contains("Food")).toList());
  }

  private static org.apache.spark.sql.Column[] columns(Dataset<Row> table) {
    return Arrays.stream(table.columns())
        .map(org.apache.spark.sql.functions::col)
        .toArray(org.apache.spark.sql.Column[]::new);
  }
}
