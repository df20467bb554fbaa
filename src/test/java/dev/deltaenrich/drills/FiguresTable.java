package dev.deltaenrich.drills;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The table between two marker comments of a Markdown page, a row a drill.
 *
 * @param before the page up to the rows
 * @param rows the rows, each a line
 * @param after the page from the second marker on
 */
record FiguresTable(String before, List<String> rows, String after) {
  private static final Pattern MARKED =
      Pattern.compile(
          "(?s)^(.*<!-- drills -->\\n\\|[^\\n]*\\n\\|[^\\n]*\\n)(.*?)(<!-- end of drills -->.*)$");

  /** The table of a page. */
  static FiguresTable in(String page) {
    Matcher marked = MARKED.matcher(page);
    if (!marked.matches()) {
      throw new IllegalArgumentException("the page has no table between the markers of the drills");
    }
    return new FiguresTable(marked.group(1), marked.group(2).lines().toList(), marked.group(3));
  }

  /** The page with this row in place of the drill's old one, or as the last. */
  String with(List<String> cells) {
    String row = "| " + String.join(" | ", cells) + " |";
    List<String> changed = new ArrayList<>(rows);
    int place = indexOf(cells.get(0));
    if (place < 0) {
      changed.add(row);
    } else {
      changed.set(place, row);
    }
    return before + String.join("\n", changed) + "\n" + after;
  }

  private int indexOf(String drill) {
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).startsWith("| " + drill + " |")) {
        return i;
      }
    }
    return -1;
  }
}
