package dev.deltaenrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a page of the documentation is seen to link to, and what stands between its markers. */
class MarkdownPageTest {
  @TempDir Path folder;

  @Test
  void namesLinksThatLeadNowhere() throws IOException {
    Files.writeString(folder.resolve("other.md"), "# One heading\n\n## `two`: it's here\n");
    Path page =
        page(
            """
            # Here

            [a](other.md), [b](other.md#one-heading), [c](other.md#two-its-here), [d](#here) and
            [e](https://example.org/x) are fine; so is `[f](code.md)`.

                [g](code.md)

            ## Here
            [h](#here-1), [i](gone.md), [j](other.md#gone), [k](#gone)
            """);

    assertThat(MarkdownPage.at(page).brokenLinks())
        .containsExactly(page + ": gone.md", page + ": other.md#gone", page + ": #gone");
  }

  @Test
  void replacesWhatStandsBetweenItsMarkersAndNothingElse() {
    GeneratedPart part =
        GeneratedPart.in("before\n<!-- generated: x -->\nold\n<!-- end of x -->\nafter\n", "x");

    assertThat(part.text()).isEqualTo("old\n");
    assertThat(part.with("new\n"))
        .isEqualTo("before\n<!-- generated: x -->\nnew\n<!-- end of x -->\nafter\n");
  }

  private Path page(String text) throws IOException {
    return Files.writeString(folder.resolve("page.md"), text);
  }
}
