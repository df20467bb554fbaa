package dev.deltaenrich.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.services.BuiltJars;
import dev.deltaenrich.services.Minio;
import dev.deltaenrich.services.RequiresS3;
import dev.deltaenrich.services.RequiresSpark;
import dev.deltaenrich.services.SparkDistribution;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RequiresS3
@RequiresSpark
class SparkSubmitIT {
  @TempDir private Path folder;

  @Test
  void theOriginalLineWithTwoPathsMakesTheTableThatTheOriginalQueryReads() {
    Landscape landscape = Landscape.shared();
    String target = landscape.newTarget();

    submit(landscape, target);

    String table = "delta.`" + target + "`";
    List<List<String>> answer =
        SparkSql.query(
            landscape,
            folder,
            "SELECT transaction_id, merchant_id, enriched_category FROM "
                + table
                + " WHERE merchant_id IS NOT NULL LIMIT 10",
            "SELECT transaction_id, merchant_id, enriched_category FROM "
                + table
                + " ORDER BY transaction_id");
    List<List<String>> expected = ExpectedAnswer.rows();
    assertThat(answer).hasSize(10 + expected.size());
    assertThat(answer.subList(0, 10))
        .isSubsetOf(expected)
        .doesNotHaveDuplicates()
        .noneMatch(row -> row.get(1).equals("NULL"));
    assertThat(answer.subList(10, answer.size())).isEqualTo(expected);
  }

  private void submit(Landscape landscape, String target) {
    List<String> arguments =
        new ArrayList<>(OriginalCommandLine.optionsWithCredentials(Minio.shared()));
    arguments.addAll(List.of("--class", "dev.deltaenrich.Main"));
    arguments.add(Landscape.PROJECT.resolve(BuiltJars.thin()).toString());
    arguments.addAll(List.of(landscape.raw(), target));
    SparkDistribution.get()
        .submit(arguments)
        .environment(landscape.environment())
        .folder(folder)
        .start()
        .await(Landscape.RUN_LIMIT)
        .succeeded();
  }
}
