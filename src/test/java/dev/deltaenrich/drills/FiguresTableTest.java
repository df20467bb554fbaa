package dev.deltaenrich.drills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTableTest {
  private static final String PAGE =
      """
      Before.
      <!-- drills -->
      | Drill | Found |
      |---|---|
      | one | old |
      | two | old |
      <!-- end of drills -->
      After.
      """;

  @Test
  void aDrillsNewRowTakesThePlaceOfItsOldOne() {
    assertThat(FiguresTable.in(PAGE).with(List.of("one", "new")))
        .isEqualTo(PAGE.replace("| one | old |", "| one | new |"));
  }

  @Test
  void aDrillThatIsNotThereIsAppended() {
    assertThat(FiguresTable.in(PAGE).with(List.of("three", "new")))
        .isEqualTo(PAGE.replace("| two | old |", "| two | old |\n| three | new |"));
  }

  @Test
  void aPageWithoutATableIsRefused() {
    assertThatThrownBy(() -> FiguresTable.in("Before.\nAfter.\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the page has no table between the markers of the drills");
  }

  @Test
  void theDocumentationHasATable() throws IOException {
    assertThat(FiguresTable.in(Files.readString(Path.of("docs/reliability.md"))).rows())
        .allMatch(row -> row.matches("\\| .* \\| .* \\| .* \\| \\d+ s \\|"));
  }
}
