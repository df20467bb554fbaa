package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.config.ProducerChoice;
import dev.deltaenrich.plan.Fallback;
import dev.deltaenrich.plan.PlannedFile;
import dev.deltaenrich.plan.SourceFile;
import dev.deltaenrich.plan.SourceFile.OptionalRows;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which files are tried to be spliced. Small is below 100 bytes. */
class ProducerSplitTest {
  private static final PlannedFile LARGE = planned(source("large", 100, null));
  private static final PlannedFile SMALL = planned(source("small", 99, null));
  private static final PlannedFile BIN =
      planned(source("one", 90, null), source("other", 90, null));
  private static final PlannedFile DELETED = planned(source("deleted", 500, "dv"));
  private static final List<PlannedFile> ALL = List.of(LARGE, SMALL, BIN, DELETED);

  private static SourceFile source(String path, long bytes, String deletionVector) {
    return new SourceFile(
        path, "file:///" + path, bytes, "", OptionalRows.UNKNOWN, deletionVector, 0, Map.of());
  }

  private static PlannedFile planned(SourceFile... sources) {
    return new PlannedFile(Arrays.asList(sources), "new in raw");
  }

  private static ProducerSplit split(ProducerChoice choice, Fallback tableReason) {
    return ProducerSplit.of(ALL, choice, tableReason);
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTO", "SPLICE"})
  void filesOfOneSourceAndOfManyAreSplicedWhetherOrNotRowsAreDeleted(ProducerChoice choice) {
    ProducerSplit split = split(choice, null);

    assertThat(split.splice()).isEqualTo(ALL);
    assertThat(split.rewrite()).isEmpty();
    assertThat(split.fallbacks()).isEmpty();
  }

  @Test
  void whereRewritingIsAskedForNothingFallsBack() {
    ProducerSplit split = split(ProducerChoice.REWRITE, null);

    assertThat(split.splice()).isEmpty();
    assertThat(split.rewrite()).isEqualTo(ALL);
    assertThat(split.fallbacks()).isEmpty();
  }

  @Test
  void whatHoldsForTheTableHoldsForAllItsFiles() {
    ProducerSplit split = split(ProducerChoice.AUTO, Fallback.CHAR_COLUMN);

    assertThat(split.splice()).isEmpty();
    assertThat(split.fallbacks()).isEqualTo(Map.of(Fallback.CHAR_COLUMN, 4));
  }
}
