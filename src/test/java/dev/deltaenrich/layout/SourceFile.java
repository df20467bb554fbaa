package dev.deltaenrich.layout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The text of one source file, for what class files do not tell. */
record SourceFile(Path path, String text) {
  private static final Path MAIN = Path.of("src/main");
  private static final Path TESTS = Path.of("src/test");

  private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
  private static final Pattern IMPORT = Pattern.compile("(?m)^import (?:static )?([\\w.]+\\*?);");
  private static final Pattern TYPE_NAME = Pattern.compile("[a-z][\\w.]*?\\.[A-Z]\\w*");
  private static final Pattern PUBLIC_TYPE =
      Pattern.compile(
          "(?m)^ *public (?:(?:static|final|abstract|sealed|non-sealed) )*"
              + "(?:class|record|interface|@interface|enum) (\\w+)");
  private static final Pattern ANNOTATIONS_AT_END =
      Pattern.compile("(?:\\s*@\\w+(?:\\((?:[^()]|\\([^()]*\\))*\\))?)*\\s*$");
  private static final Pattern VAGUE_NAME =
      Pattern.compile(".*(Util|Utils|Manager|Helper|Impl)\\.java");

  static List<SourceFile> ofProgram() throws IOException {
    return in(MAIN);
  }

  static List<SourceFile> ofTests() throws IOException {
    return in(TESTS);
  }

  /** What is imported in the program and its tests. */
  static Set<String> importsOfAll() throws IOException {
    return Stream.concat(ofProgram().stream(), ofTests().stream())
        .flatMap(source -> source.importedTypes().stream())
        .collect(Collectors.toSet());
  }

  private static List<SourceFile> in(Path root) throws IOException {
    List<SourceFile> sources = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).sorted().toList()) {
        sources.add(new SourceFile(file, Files.readString(file)));
      }
    }
    return sources;
  }

  /** Where what all lines of Spark have of its package stands. */
  Path packageFolder() {
    return MAIN.resolve("java").resolve(packageName().replace('.', '/'));
  }

  String packageName() {
    return PACKAGE.matcher(text).results().findFirst().orElseThrow().group(1);
  }

  /** As they stand there: types, their members, or everything of a package. */
  List<String> imports() {
    return IMPORT.matcher(text).results().map(match -> match.group(1)).toList();
  }

  /** Outermost types whose names or members it imports. */
  List<String> importedTypes() {
    return imports().stream()
        .flatMap(name -> TYPE_NAME.matcher(name).results().limit(1))
        .map(MatchResult::group)
        .toList();
  }

  /** Public types without Javadoc. */
  List<String> undescribedTypes() {
    return PUBLIC_TYPE
        .matcher(text)
        .results()
        .filter(
            type ->
                !ANNOTATIONS_AT_END
                    .matcher(text.substring(0, type.start()))
                    .replaceFirst("")
                    .endsWith("*/"))
        .map(type -> type.group(1))
        .toList();
  }

  boolean hasVagueName() {
    return VAGUE_NAME.matcher(path.toString()).matches();
  }

  long lines() {
    return text.lines().count();
  }
}
