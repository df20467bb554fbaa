package dev.deltaenrich.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.plan.SourceFile.OptionalRows;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SourceFileTest {
  private static final String TABLE = "5fba94ed-9794-4965-ba6e-6ee3c0d22af9";

  private static SourceFile source(long bytes, long modified, String table, String vector) {
    return new SourceFile(
        "day=1/a%20b.parquet",
        "file:///raw/day=1/a%20b.parquet",
        bytes,
        SourceFile.stamp(bytes, modified, table),
        OptionalRows.UNKNOWN,
        vector,
        0,
        Map.of());
  }

  @Test
  void isToldByItsPathSizeTimeTableAndDeletionVector() {
    SourceFile file = source(10, 1_700_000_000_000L, TABLE, null);

    assertThat(file.id()).isEqualTo(source(10, 1_700_000_000_000L, TABLE, null).id());
    assertThat(file.id())
        .isNotEqualTo(source(11, 1_700_000_000_000L, TABLE, null).id())
        .isNotEqualTo(source(10, 1_700_000_000_001L, TABLE, null).id())
        .isNotEqualTo(source(10, 1_700_000_000_000L, "another", null).id())
        .isNotEqualTo(source(10, 1_700_000_000_000L, TABLE, "u1").id());
  }

  @Test
  void pathAndDeletionVectorCanBeTakenOutOfAnId() {
    SourceFile file = source(10, -1, TABLE, "uab^-aqEH.-t@S}K{vb[*k^#1?");

    assertThat(file.id())
        .startsWith("day=1/a%20b.parquet?10,-1,")
        .endsWith("#" + file.deletionVector());
    assertThat(SourceFile.placeOf(file.id())).isEqualTo(file.place());
    assertThat(SourceFile.pathOf(file.id())).isEqualTo(file.path());
  }

  @Test
  void idsOfEarlierVersionsAreTheirOwnPlaces() {
    for (String id : new String[] {"a.parquet", "a.parquet#u1", "what?.parquet", "a?1,2.parquet"}) {
      assertThat(SourceFile.placeOf(id)).isEqualTo(id);
    }
  }
}
