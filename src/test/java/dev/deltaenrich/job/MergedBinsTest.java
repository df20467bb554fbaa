package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small raw files that are planned to share a curated file, and what becomes of them. */
class MergedBinsTest {
  private static final String ROWS = "SELECT id, IF(id % 2 = 0, 'MER-ABC', 'MER-?') merchant_id";

  @TempDir Path folder;
  private EnrichmentTables tables;

  @BeforeEach
  void makeTables() {
    tables = new EnrichmentTables(folder).set("enrich.small-file-bytes", "16MiB");
  }

  private void raw(int from, String more) {
    tables.raw(ROWS + more + " FROM range(%s, %s, 1, 1)".formatted(from, from + 100));
  }

  @Test
  void filesAlikeBecomeOne() {
    raw(0, "");
    raw(100, "");
    raw(200, "");

    EnrichResult result = tables.enrichAndVerify();

    assertThat(result.counts().rows()).isEqualTo(300);
    assertThat(result.files().added()).isEqualTo(1);
    assertThat(result.fallbacks()).isEqualTo(Map.of("small row groups", 1));
    assertThat(tables.record().producers()).isEqualTo(Map.of("rewrite", 1));
  }

  @Test
  void thatRowGroupsAreSmallIsNothingAPlanCanTell() {
    Configuration hadoop = tables.spark().sparkContext().hadoopConfiguration();
    hadoop.set("parquet.block.size", "65536");
    try {
      for (int file = 0; file < 2; file++) {
        tables.raw("SELECT id, uuid() merchant_id FROM range(0, 16000, 1, 1)");
      }
    } finally {
      hadoop.unset("parquet.block.size");
    }

    PlanResult plan = tables.plan();
    ByteCounts run = tables.enrich().bytes();

    assertThat(plan.changes().bytesToCopy()).isPositive();
    assertThat(run.copied()).isZero();
    assertThat(plan.report().toString()).contains("A plan reads no footers");
    assertThat(tables.plan().report().toString()).doesNotContain("footers");
  }

  @Test
  void filesWithOtherRowsDeletedBecomeOne() {
    raw(0, "");
    raw(100, "");
    tables.sql("ALTER TABLE RAW SET TBLPROPERTIES (delta.enableDeletionVectors = true)");
    tables.sql("DELETE FROM RAW WHERE id % 10 = 3 AND id < 150");
    raw(200, "");

    EnrichResult result = tables.enrichAndVerify();

    assertThat(result.counts().rows()).isEqualTo(285);
    assertThat(result.files().added()).isEqualTo(1);
  }

  @Test
  void filesFromBeforeAColumnWasAddedHaveItAsNull() {
    raw(0, "");
    tables.sql("ALTER TABLE RAW ADD COLUMN (amount DOUBLE)");
    raw(100, ", id / 8D amount");

    EnrichResult result = tables.enrichAndVerify();

    assertThat(result.counts().rows()).isEqualTo(200);
    assertThat(result.files().added()).isEqualTo(1);
  }

  @Test
  void filesWhoseDatesAreOfAnotherCalendarGetAFileOfTheirOwn() {
    String day = ", DATE'1500-01-01' day";
    raw(0, day);
    tables.spark().conf().set("spark.sql.parquet.datetimeRebaseModeInWrite", "LEGACY");
    raw(100, day);
    tables.spark().conf().set("spark.sql.parquet.datetimeRebaseModeInWrite", "CORRECTED");
    raw(200, day);

    EnrichResult result = tables.enrichAndVerify();

    assertThat(result.counts().rows()).isEqualTo(300);
    assertThat(result.files().added()).isEqualTo(2);
    assertThat(tables.plan().outcome()).isEqualTo("nothing to do");
  }
}
