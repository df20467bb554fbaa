package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.deltaenrich.services.OtherReaders;
import dev.deltaenrich.services.RequiresOtherReaders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** DuckDB joins raw and a lookup that is valid in time: by ranges, and by its ASOF join. */
@RequiresOtherReaders
class ValidityByDuckDbIT {
  private static final int ROWS = 4_000;
  private static final int ACCOUNTS = 30;
  private static final int HOURS = 500;
  private static final long FIRST_HOUR = 473_352;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "1, splice, 256MiB, false",
    "2, rewrite, 256MiB, false",
    "3, splice, 0, false",
    "4, auto, 256MiB, true",
    "5, auto, 0, true"
  })
  void rowsTakeWhatDuckDbGivesThem(long seed, String producer, String bound, boolean untilNext)
      throws IOException {
    EnrichmentTables tables =
        new EnrichmentTables(folder)
            .set("raw.key", "account,country")
            .set("lookup.table", "accounts")
            .set("lookup.key", "account,country")
            .set("lookup.columns", "segment")
            .set("lookup.valid-from", "valid_from")
            .set("lookup.valid-to", untilNext ? "" : "valid_to")
            .set("lookup.raw-time", "ts")
            .set("enrich.producer", producer)
            .set("lookup.max-broadcast-bytes", bound)
            .database(
                "CREATE TABLE accounts (account bigint, country text, valid_from timestamptz, valid_to timestamptz, segment text)",
                "INSERT INTO accounts VALUES " + String.join(", ", periods(new Random(seed))))
            .raw(rows(seed, 0))
            .raw(rows(seed, 1));

    tables.enrich();

    JsonNode found = joined(tables, untilNext);
    assertThat(found.get("curated").asInt()).isEqualTo(2 * ROWS);
    assertThat(found.get("raw").asInt()).isEqualTo(2 * ROWS);
    assertThat(found.get("matched").asInt()).isBetween(ROWS / 2, 2 * ROWS * 9 / 10);
    assertThat(found.get("range").asInt()).as("rows that a join by ranges gives others").isZero();
    assertThat(found.get("asof").asInt()).as("rows that an ASOF join gives others").isZero();
  }

  /** Whole hours, some of which touch, some have a gap between them, and some lack a bound. */
  private static List<String> periods(Random random) {
    List<String> rows = new ArrayList<>();
    for (int account = 0; account < ACCOUNTS; account++) {
      for (String country : List.of("DE", "FR", "PL")) {
        int hour = random.nextInt(HOURS / 4);
        int periods = 1 + random.nextInt(8);
        for (int i = 0; i < periods; i++) {
          int end = hour + 1 + random.nextInt(HOURS / 4);
          rows.add(
              "(%d, '%s', %s, %s, '%s/%d/%d')"
                  .formatted(
                      account,
                      country,
                      i == 0 && random.nextInt(3) == 0 ? "NULL" : time(hour),
                      i == periods - 1 && random.nextInt(3) == 0 ? "NULL" : time(end),
                      country,
                      account,
                      i));
          hour = end + random.nextInt(2) * random.nextInt(HOURS / 10);
        }
      }
    }
    return rows;
  }

  private static String time(int hour) {
    return "to_timestamp(%d)".formatted((FIRST_HOUR + hour) * 3_600);
  }

  /** Whole hours, and the microseconds before; some rows lack a part of the key, or the time. */
  private static String rows(long seed, int file) {
    return """
        SELECT id, %2$s %% %3$d account,
          element_at(array('DE', 'FR', 'PL', 'US', NULL), int(pmod(xxhash64(id, %1$d, 2), 5)) + 1) country,
          IF(%2$s %% 50 = 0, NULL, timestamp_micros(
              (%4$d + pmod(xxhash64(id, %1$d, 3), %5$d)) * 3600000000 - pmod(id, 2))) ts
        FROM range(%6$d, %7$d, 1, 1)"""
        .formatted(
            seed,
            "pmod(xxhash64(id, %d, 1), 1000000)".formatted(seed),
            ACCOUNTS + 2,
            FIRST_HOUR,
            HOURS,
            file * ROWS,
            (file + 1) * ROWS);
  }

  /** Without a column for it, a row is valid until the next one of its key. */
  private JsonNode joined(EnrichmentTables tables, boolean untilNext) throws IOException {
    String microseconds = "(extract(epoch FROM %s) * 1000000)::bigint";
    String end =
        untilNext
            ? "lead(valid_from) OVER (PARTITION BY account, country ORDER BY valid_from NULLS FIRST)"
            : "valid_to";
    Path lookup =
        Files.write(
            folder.resolve("lookup.csv"),
            tables.query(
                "SELECT account, country, %s, %s, segment FROM accounts"
                    .formatted(microseconds.formatted("valid_from"), microseconds.formatted(end))));
    return new ObjectMapper()
        .readTree(
            OtherReaders.get()
                .run(
                    "join_in_time.py",
                    List.of(tables.rawPath(), tables.targetPath(), lookup.toString()))
                .succeeded()
                .stdout());
  }
}
