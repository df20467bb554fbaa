package dev.deltaenrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The lines between {@code <!-- generated: NAME -->} and {@code <!-- end of NAME -->} of a Markdown
 * page. They are made from the code, never by hand.
 *
 * @param before the page up to the first marker, which included
 * @param text the lines between the markers
 * @param after the page from the second marker on
 */
record GeneratedPart(String before, String text, String after) {
  /** What writes all such parts. */
  static final String COMMAND = "mvn -B -Dquick test -Dtest=DocumentationTest -Ddocs.write=true";

  /** The part of that name. */
  static GeneratedPart in(String page, String name) {
    String begin = "<!-- generated: %s -->\n".formatted(name);
    String end = "<!-- end of %s -->\n".formatted(name);
    int from = page.indexOf(begin) + begin.length();
    int to = page.indexOf(end);
    assertThat(page).as("the markers of '%s'", name).containsSubsequence(begin, end);
    return new GeneratedPart(page.substring(0, from), page.substring(from, to), page.substring(to));
  }

  /** The page with these lines between the markers. */
  String with(String lines) {
    return before + lines + after;
  }

  /** Holds a page against the code; on request ({@code -Ddocs.write=true}) writes the page. */
  static void keep(Path page, String name, List<String> lines) throws IOException {
    String wanted = String.join("\n", lines) + "\n";
    GeneratedPart part = in(Files.readString(page), name);
    if (Boolean.getBoolean("docs.write")) {
      Files.writeString(page, part.with(wanted));
    } else {
      assertThat(part.text())
          .as("part '%s' of %s, which is written by: %s", name, page, COMMAND)
          .isEqualTo(wanted);
    }
  }
}
