package dev.deltaenrich;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documentation, with the links and headings that GitHub sees in it.
 *
 * @param path the file
 * @param lines its lines, without indented blocks of code
 */
record MarkdownPage(Path path, List<String> lines) {
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern ELSEWHERE = Pattern.compile("(?:https?|mailto):.*");
  private static final Pattern HEADING = Pattern.compile("#{1,6} +(.*)");

  /** The page of that file. */
  static MarkdownPage at(Path path) throws IOException {
    return new MarkdownPage(
        path, Files.readAllLines(path).stream().filter(line -> !line.startsWith("    ")).toList());
  }

  /** All pages of the project. Pages that builds and tools leave behind do not count. */
  static List<MarkdownPage> all() throws IOException {
    List<MarkdownPage> pages = new ArrayList<>();
    try (Stream<Path> roots = Files.list(Path.of("."))) {
      for (Path root : roots.filter(MarkdownPage::isOurs).sorted().toList()) {
        try (Stream<Path> files = Files.walk(root)) {
          for (Path file : files.filter(path -> path.toString().endsWith(".md")).toList()) {
            pages.add(at(file.normalize()));
          }
        }
      }
    }
    return pages;
  }

  private static boolean isOurs(Path root) {
    String name = root.getFileName().toString();
    return !name.startsWith(".") && !name.equals("target");
  }

  /** Links to files of the project that lead nowhere, with the page they are on. */
  List<String> brokenLinks() throws IOException {
    List<String> broken = new ArrayList<>();
    for (String link : links()) {
      if (!leadsSomewhere(link)) {
        broken.add("%s: %s".formatted(path, link));
      }
    }
    return broken;
  }

  private List<String> links() {
    return LINK.matcher(String.join("\n", lines).replaceAll("`[^`\n]*`", ""))
        .results()
        .map(match -> match.group(1))
        .filter(link -> !ELSEWHERE.matcher(link).matches())
        .toList();
  }

  private boolean leadsSomewhere(String link) throws IOException {
    String[] parts = link.split("#", 2);
    Path file = parts[0].isEmpty() ? path : path.resolveSibling(parts[0]).normalize();
    return Files.exists(file) && (parts.length == 1 || at(file).anchors().contains(parts[1]));
  }

  /** What GitHub calls the headings: lower case, hyphens, numbers for those of one name. */
  List<String> anchors() {
    Map<String, Integer> seen = new HashMap<>();
    return lines.stream()
        .map(HEADING::matcher)
        .filter(heading -> heading.matches())
        .map(heading -> anchor(heading.group(1)))
        .map(anchor -> numbered(anchor, seen.merge(anchor, 1, Integer::sum)))
        .toList();
  }

  private static String anchor(String heading) {
    return heading
        .strip()
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .replace(' ', '-');
  }

  private static String numbered(String anchor, int times) {
    return times == 1 ? anchor : anchor + "-" + (times - 1);
  }
}
