package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.services.OtherReaders;
import dev.deltaenrich.services.ProcessResult;
import dev.deltaenrich.services.RequiresOtherReaders;
import dev.deltaenrich.verify.VerifyResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random tables as pyarrow, DuckDB, delta-rs and people who write logs by hand make them: readers
 * without Spark see in curated what they see in raw, and {@code verify} agrees.
 *
 * <p>{@code -Dwriters.tables=200 -Dwriters.seed=1000} tries others than the usual ones.
 */
@RequiresOtherReaders
class TablesOfOtherWritersIT {
  private static final int FIRST_SEED = Integer.getInteger("writers.seed", 1);
  private static final int TABLES = Integer.getInteger("writers.tables", 10);

  @TempDir Path folder;

  @Test
  void curatedShowsWhatRawShowsWhoeverWroteIt() throws IOException {
    String drawn =
        run("random_tables.py", folder.toString(), "" + FIRST_SEED, "" + TABLES)
            .succeeded()
            .stdout();
    EnrichmentTables tables = new EnrichmentTables(folder);
    tables.database(
        "DELETE FROM merchant_lookup",
        "INSERT INTO merchant_lookup SELECT 'K' || g, '', 'C' || (g % 7) FROM generate_series(0, 49) g");
    List<String> wrong = new ArrayList<>();
    for (int seed = FIRST_SEED; seed < FIRST_SEED + TABLES; seed++) {
      tables.set("raw.path", folder.resolve(seed + "/raw").toString());
      tables.set("enrich.small-file-bytes", "0").set("enrich.producer", "splice");
      String refusal = refusal(seed);
      make(tables, seed + "/spliced", refusal, wrong);
      tables.set("enrich.small-file-bytes", "16MiB").set("enrich.producer", "auto");
      make(tables, seed + "/binned", refusal, wrong);
    }
    ProcessResult judged = run("judge_tables.py", folder.toString(), "spliced", "binned");
    System.out.println("DRAWN " + drawn.strip());
    System.out.println("JUDGED " + judged.stdout().lines().reduce((a, b) -> b).orElse(""));
    judged
        .stdout()
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("{"))
        .forEach(wrong::add);
    assertThat(wrong).isEmpty();
    judged.succeeded();
  }

  private String refusal(int seed) throws IOException {
    Path facts = folder.resolve(seed + "/facts.json");
    return new ObjectMapper().readTree(facts.toFile()).path("refusal").asText();
  }

  /**
   * Makes a curated table, or sees it refused.
   *
   * @param refusal whether FILE_UNREADABLE is "required" or "allowed"; empty where it is a fault
   */
  private void make(EnrichmentTables tables, String target, String refusal, List<String> wrong)
      throws IOException {
    tables.set("target.path", folder.resolve(target).toString());
    try {
      tables.enrich();
    } catch (RuntimeException e) {
      Files.writeString(folder.resolve(target + ".refused"), e.toString());
      boolean unreadable =
          e instanceof EnrichException known && known.code() == ErrorCode.FILE_UNREADABLE;
      if (refusal.isEmpty() || !unreadable) {
        wrong.add("%s: %s".formatted(target, e.toString().lines().findFirst().orElse("")));
      }
      return;
    }
    if (refusal.equals("required")) {
      wrong.add("%s: not refused".formatted(target));
    }
    verify(tables, target, refusal, wrong);
  }

  /** Where Spark cannot read raw, `verify` cannot either; other readers judge all tables. */
  private static void verify(
      EnrichmentTables tables, String target, String refusal, List<String> wrong) {
    try {
      VerifyResult verified = tables.verify();
      if (!verified.verified()) {
        wrong.add("%s: verify: %s".formatted(target, verified.differingRows()));
      }
    } catch (RuntimeException e) {
      if (refusal.isEmpty()) {
        wrong.add("%s: %s".formatted(target, e.toString().lines().findFirst().orElse("")));
      }
    }
  }

  private static ProcessResult run(String script, String... arguments) {
    return OtherReaders.get().run(script, List.of(arguments));
  }
}
