package dev.deltaenrich.layout;

import static com.tngtech.archunit.base.DescribedPredicate.describe;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Class files as ArchUnit sees them. */
final class CompiledClasses {
  private static final Path PROGRAM = Path.of("target", "classes");
  private static final Path TESTS = Path.of("target", "test-classes");
  private static final Pattern TYPE = Pattern.compile("(?:class|record) (\\w+)");

  static {
    // Of Spark's classes the names are enough; to read them takes ten times as long.
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
  }

  private CompiledClasses() {}

  static JavaClasses ofProgramAndTests() {
    return in(PROGRAM, TESTS);
  }

  /**
   * The classes of the program alone.
   *
   * @param all the classes of the program and of the tests
   */
  static JavaClasses ofProgram(JavaClasses all) {
    String folder = PROGRAM.toUri().toString();
    return all.that(
        describe(
            "are of the program",
            type -> type.getSource().orElseThrow().getUri().toString().startsWith(folder)));
  }

  private static JavaClasses in(Path... folders) {
    return new ClassFileImporter().importPaths(folders);
  }

  /**
   * Of sources that are compiled here, on the class path of the tests.
   *
   * @param folder gets a folder of them
   */
  static JavaClasses of(Path folder, String... sources) {
    List<JavaFileObject> files = Stream.of(sources).map(CompiledClasses::file).toList();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    Path classes = folder.resolve(Integer.toHexString(List.of(sources).hashCode()));
    boolean compiled =
        compiler
            .getTask(null, null, null, List.of("-d", classes.toString(), "-proc:none"), null, files)
            .call();
    if (!compiled) {
      throw new IllegalArgumentException("see standard error: " + List.of(sources));
    }
    return in(classes);
  }

  private static JavaFileObject file(String text) {
    Matcher type = TYPE.matcher(text);
    if (!type.find()) {
      throw new IllegalArgumentException("no type: " + text);
    }
    URI name = URI.create("string:///%s.java".formatted(type.group(1)));
    return new SimpleJavaFileObject(name, JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    };
  }
}
