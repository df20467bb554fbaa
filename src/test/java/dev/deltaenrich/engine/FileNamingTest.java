package dev.deltaenrich.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.plan.PlannedFile;
import dev.deltaenrich.plan.SourceFile;
import dev.deltaenrich.plan.SourceFile.OptionalRows;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FileNamingTest {
  private static final String RUN = "20240301T091522Z-1f9a0c44";
  private static final FileNaming NAMING =
      new FileNaming("s3a://curated/t", List.of(), "lookup", "rule", RUN);

  @Test
  void namesSayWhatMadeThem() {
    String name = NAMING.relativePath(file("a.parquet", null, Map.of()), 7, ".snappy.parquet");

    assertThat(name).matches("enriched-[0-9a-f]{16}-" + RUN + "-7\\.snappy\\.parquet");
    assertThat(FileNaming.isOurs(name)).isTrue();
    assertThat(FileNaming.isOfRun(name, RUN)).isTrue();
    assertThat(FileNaming.isOfRun(name + ".part", RUN)).isTrue();
    assertThat(FileNaming.isOurs(name + ".partly")).isFalse();
    assertThat(FileNaming.isOfRun(name, "20240301T091522Z-1f9a0c45")).isFalse();
  }

  @Test
  void theFirstPartChangesWithWhatMadeTheFileOnly() {
    String first = identity(NAMING, file("a.parquet", null, Map.of()));

    assertThat(
            identity(
                new FileNaming(
                    "s3a://curated/t", List.of(), "lookup", "rule", "20250101T000000Z-00000000"),
                file("a.parquet", null, Map.of())))
        .isEqualTo(first);
    assertThat(
            List.of(
                identity(NAMING, file("b.parquet", null, Map.of())),
                identity(NAMING, file("a.parquet", "u1", Map.of())),
                identity(
                    new FileNaming("s3a://curated/t", List.of(), "other", "rule", RUN),
                    file("a.parquet", null, Map.of())),
                identity(
                    new FileNaming("s3a://curated/t", List.of(), "lookup", "other", RUN),
                    file("a.parquet", null, Map.of()))))
        .doesNotHaveDuplicates()
        .doesNotContain(first);
  }

  private static String identity(FileNaming naming, PlannedFile file) {
    return naming.relativePath(file, 1, ".parquet").substring(0, "enriched-".length() + 16);
  }

  @Test
  void foldersAreThoseOfThePartitionAsHiveEscapesThem() {
    FileNaming naming = new FileNaming("s3a://curated/t", List.of("a", "b"), "lookup", "rule", RUN);
    Map<String, String> values = new HashMap<>();
    values.put("a", "x/y=é %");
    values.put("b", null);

    assertThat(naming.relativePath(file("a.parquet", null, values), 1, ".parquet"))
        .startsWith("a=x%2Fy%3Dé %25/b=__HIVE_DEFAULT_PARTITION__/enriched-");
  }

  @Test
  void filesOfOthersAreNotOurs() {
    assertThat(
            List.of(
                "part-00000-0123-c000.snappy.parquet",
                "enriched-report.parquet",
                "enriched-0123456789abcdef-" + RUN + "-7.csv",
                "x-enriched-0123456789abcdef-" + RUN + "-7.parquet"))
        .noneMatch(FileNaming::isOurs);
  }

  private static PlannedFile file(String path, String vector, Map<String, String> partition) {
    return new PlannedFile(
        List.of(
            new SourceFile(
                path, "s3a://raw/t/" + path, 1, "", OptionalRows.UNKNOWN, vector, 0, partition)),
        "test");
  }
}
