package dev.deltaenrich.job;

import static dev.deltaenrich.job.EnrichmentTables.rows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.lineage.Explainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.delta.DeltaLog;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One table whose log is spelled as other writers do, in each of its files otherwise. */
class OtherWritersTablesTest {
  /** Paths as a log has them, and the files' places; none of them Delta would read. */
  private static final String[][] PATHS = {
    {"a b.parquet", "a b.parquet"},
    {"p%20q.parquet", "p q.parquet"},
    {"50%.parquet", "50%.parquet"},
    {
      "time=1971-07-22T03:06:40.000000Z/part-0.parquet",
      "time=1971-07-22T03:06:40.000000Z/part-0.parquet"
    },
    {"a+b[1].parquet", "a+b[1].parquet"},
    {"y:ear/\u00fc.parquet", "y:ear/\u00fc.parquet"}
  };

  private static final String[] STATISTICS = {
    "\"{\\\"numRecords\\\":2,\\\"minValues\\\":{\\\"id\\\":NaN}}\"",
    "\"{\\\"minValues\\\":{\\\"id\\\":-Infinity},\\\"numRecords\\\":9}\"",
    "\"{\\\"numRecords\\\":2\"",
    "{\"numRecords\":2}",
    "\"{\\\"numRecords\\\":2.0}\"",
    "\"[]\""
  };

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"splice", "rewrite"})
  void rowsArePartitionedKeyedAndProvenAsTheWriterMeantThem(String producer) throws IOException {
    EnrichmentTables tables = new EnrichmentTables(folder).set("enrich.producer", producer);
    tables.raw(
        "SELECT id, IF(id % 2 = 0, 'MER-ABC', 'MER-?') merchant_id, CAST(id DIV 2 AS INT) year, id < 6 ok FROM range(12)",
        "year", "ok");
    List<String> expected = rows(tables.oracle());
    respell(Path.of(tables.rawPath()));

    EnrichResult result = tables.enrichAndVerify();

    assertThat(result.filesAdded()).isEqualTo(PATHS.length);
    assertThat(rows(tables.curated())).hasSize(12).isEqualTo(expected);
    assertThat(new Explainer(tables.spark(), tables.settings()).explain("id = 4", 1).rows())
        .hasSize(1);
    assertThat(tables.enrich().outcome()).isEqualTo("nothing to do");
  }

  private static void respell(Path raw) throws IOException {
    Path entry = raw.resolve("_delta_log/%020d.json".formatted(0));
    Pattern added =
        Pattern.compile(
            "\"path\":\"(.*?)\",\"partitionValues\":\\{\"year\":\"(\\d+)\",\"ok\":\"(\\w+)\"\\},\"size\":(\\d+),(.*)\"stats\":\".*\\}\"");
    List<String> lines = new ArrayList<>();
    int file = 0;
    for (String line : Files.readAllLines(entry)) {
      Matcher add = added.matcher(line);
      if (add.find()) {
        Path place = raw.resolve(PATHS[file][1]);
        Files.createDirectories(place.getParent());
        Files.move(raw.resolve(add.group(1)), place);
        lines.add(
            line.substring(0, add.start())
                + "\"path\":\"%s\",\"partitionValues\":{\"year\":%s,\"ok\":%s},\"size\":\"%s\",%s\"stats\":%s"
                    .formatted(
                        PATHS[file][0],
                        add.group(2),
                        add.group(3),
                        add.group(4),
                        add.group(5),
                        STATISTICS[file])
                + line.substring(add.end()));
        file++;
      } else {
        lines.add(line);
      }
    }
    assertThat(file).isEqualTo(PATHS.length);
    EnrichFixture.overwrite(
        entry, String.join("\n", lines).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    DeltaLog.clearCache();
  }
}
