package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rows whose key is null or unknown. */
interface UnmatchedContract extends EnrichmentContract {
  @Test
  default void unmatchedRowsMayGetADefaultAndMatchedNullsStayNull() {
    tables().set("lookup.unmatched", "default:it's other").sixRows().enrichAndCheck();

    assertThat(tables().curatedRows().lines())
        .containsExactly(
            "1|MER-ABC|Groceries",
            "2|MER-XYZ|Electronics",
            "3|null|it's other",
            "4|MER-NIL|null",
            "5|MER-?|it's other",
            "6|MER-ABC|Groceries");
  }

  @Test
  default void aDefaultIsCastToEachColumnsType() {
    tables()
        .database(
            "CREATE TABLE rates (k TEXT PRIMARY KEY, n INT, d NUMERIC(6,2), t TEXT)",
            "INSERT INTO rates VALUES ('A', 1, 2.5, 'x'), ('B', NULL, NULL, NULL)")
        .set("lookup.table", "rates")
        .set("lookup.key", "k")
        .set("lookup.columns", "n,d,t")
        .set("lookup.unmatched", "default:7")
        .raw("SELECT col merchant_id FROM (SELECT explode(array('A', 'B', 'C', NULL)))")
        .enrich();

    assertThat(tables().curatedRows().lines())
        .containsExactly("A|1|2.50|x", "B|null|null|null", "C|7|7.00|7", "null|7|7.00|7");
  }

  @Test
  default void aDefaultThatFitsNoTypeIsRefused() {
    tables()
        .database(
            "CREATE TABLE rates (k TEXT PRIMARY KEY, n INT)", "INSERT INTO rates VALUES ('A', 1)")
        .set("lookup.table", "rates")
        .set("lookup.key", "k")
        .set("lookup.columns", "n")
        .set("lookup.unmatched", "default:none")
        .sixRows();

    assertFailure(ErrorCode.SETTINGS)
        .hasMessage(
            "Cannot use lookup.unmatched=default:none: 'none' is no int, the type of lookup column 'n'; choose a text that is, or null");
  }

  @Test
  default void unmatchedRowsMayFailTheRun() throws IOException {
    tables().set("lookup.unmatched", "fail").sixRows();

    assertFailure(ErrorCode.UNMATCHED)
        .hasMessage(
            "Cannot enrich %s: 1 rows have no key and 1 have keys that merchant_lookup lacks ('MER-?' (1 rows)), and lookup.unmatched is fail; complete the lookup or choose null or default:TEXT"
                .formatted(tables().rawPath()));
    assertThat(Path.of(tables().targetPath())).doesNotExist();
    tables().sql("DELETE FROM RAW WHERE id IN (3, 5)");
    tables().enrichAndCheck();
    assertThat(tables().check().rows()).isEqualTo(4);
  }

  @Test
  default void tooFewMatchesFailTheRunAndLeaveTheTargetAsItWas() throws IOException {
    tables().sixRows().set("lookup.min-match-rate", "0.8").enrichAndCheck();
    List<Path> before = targetFiles();
    List<String> rowsBefore = tables().curatedRows().lines();
    tables().raw("SELECT 7L id, 'line\nbreak' merchant_id");

    assertFailure(ErrorCode.MATCH_RATE)
        .hasMessageContaining(
            "only 0.0000 of the rows with a key match merchant_lookup, lookup.min-match-rate is 0.8")
        .hasMessageContaining("the most frequent unknown keys: 'line break' (1 rows); ")
        .message()
        .doesNotContain("\n");
    assertThat(targetFiles()).isEqualTo(before);
    assertThat(tables().curatedRows().lines()).isEqualTo(rowsBefore);
  }

  @Test
  default void aRateThatIsJustReachedIsEnough() {
    assertThat(tables().set("lookup.min-match-rate", "0.8").sixRows().enrichAndCheck().matchRate())
        .isEqualTo(0.8);
  }

  @Test
  default void theMostFrequentUnknownKeysComeFirst() {
    tables()
        .raw(
            "SELECT concat('U', format_string('%02d', CAST(floor(sqrt(id)) AS INT))) merchant_id FROM range(0, 200, 1, 1)");

    EnrichResult result = tables().enrichAndCheck();

    Map<String, Long> top = result.topUnknownKeys();
    assertThat(top.keySet())
        .containsExactly("U13", "U12", "U11", "U10", "U09", "U08", "U07", "U06", "U05", "U04");
    assertThat(top).containsEntry("U13", 27L).containsEntry("U04", 9L);
    assertThat(result.counts().unknownKey()).isEqualTo(200);
    assertThat(result.matchRate()).isZero();
  }

  @Test
  default void moreUnknownKeysThanAreKeptAreStillCounted() {
    tables()
        .raw(
            "SELECT IF(id % 4 = 0, 'often', concat('U', id)) merchant_id FROM range(0, 30000, 1, 1)");

    EnrichResult result = tables().enrichAndCheck();

    assertThat(result.counts().unknownKey()).isEqualTo(30_000);
    assertThat(result.topUnknownKeys().keySet().iterator().next()).isEqualTo("often");
    assertThat(result.topUnknownKeys().get("often")).isBetween(5_000L, 7_500L);
  }

  private org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertFailure(
      ErrorCode code) {
    return assertThatThrownBy(tables()::enrich)
        .isInstanceOfSatisfying(
            EnrichException.class, failure -> assertThat(failure.code()).isEqualTo(code));
  }

  private List<Path> targetFiles() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(tables().targetPath()))) {
      return files.sorted().toList();
    }
  }
}
