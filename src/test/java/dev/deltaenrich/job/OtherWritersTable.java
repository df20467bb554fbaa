package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A raw table of twelve rows, two in each of six files, whose log is spelled as programs other than
 * Delta do it: partition values are no texts, sizes are, and no file's statistics are of use.
 */
final class OtherWritersTable {
  static final int FILES = 6;

  private static final Pattern ADDED =
      Pattern.compile(
          "\"path\":\"(.*?)\",\"partitionValues\":\\{\"year\":\"(\\d+)\",\"ok\":\"(\\w+)\"\\},\"size\":(\\d+),(.*)\"stats\":\".*\\}\"");

  private static final String[] STATISTICS = {
    "\"{\\\"numRecords\\\":2,\\\"minValues\\\":{\\\"id\\\":NaN}}\"",
    "\"{\\\"minValues\\\":{\\\"id\\\":-Infinity},\\\"numRecords\\\":9}\"",
    "\"{\\\"numRecords\\\":2\"",
    "{\"numRecords\":2}",
    "\"{\\\"numRecords\\\":2.0}\"",
    "\"[]\""
  };

  private OtherWritersTable() {}

  /**
   * Makes the table on the local disk.
   *
   * @param paths of each file as the log is to have it
   * @param places of each file below the table's folder
   * @return the rows of the curated table that are right
   */
  static List<String> make(EnrichmentTables tables, List<String> paths, List<String> places)
      throws IOException {
    tables.raw(
        "SELECT id, IF(id % 2 = 0, 'MER-ABC', 'MER-?') merchant_id, CAST(id DIV 2 AS INT) year, id < 6 ok FROM range(12)",
        "year", "ok");
    List<String> rows = EnrichmentTables.rows(tables.oracle());
    respell(Path.of(tables.rawPath()), paths, places);
    return rows;
  }

  private static void respell(Path raw, List<String> paths, List<String> places)
      throws IOException {
    Path entry = raw.resolve("_delta_log/%020d.json".formatted(0));
    List<String> lines = new ArrayList<>();
    int file = 0;
    for (String line : Files.readAllLines(entry)) {
      Matcher add = ADDED.matcher(line);
      if (add.find()) {
        Path place = raw.resolve(places.get(file));
        Files.createDirectories(place.getParent());
        Files.move(raw.resolve(add.group(1)), place);
        lines.add(
            line.substring(0, add.start())
                + "\"path\":\"%s\",\"partitionValues\":{\"year\":%s,\"ok\":%s},\"size\":\"%s\",%s\"stats\":%s"
                    .formatted(
                        paths.get(file),
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
    assertThat(file).isEqualTo(FILES);
    EnrichFixture.overwrite(entry, String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
  }
}
