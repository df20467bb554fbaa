package dev.deltaenrich;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.cli.Commands;
import dev.deltaenrich.services.Postgres;
import dev.deltaenrich.services.TestSession;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs {@code docs/recipes.md} as it stands: settings, commands and statements in their order. What
 * Spark SQL says is what the page shows. {@code -Ddocs.write=true} writes the page's answers anew.
 */
class RecipesTest {
  private static final Path PAGE = Path.of("docs", "recipes.md");
  private static final Pattern BLOCK =
      Pattern.compile("^```(\\w+)(?: ([\\w-]+))?\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

  @TempDir Path folder;
  private final SparkSession spark = TestSession.get();
  private String database;

  @Test
  void thePageIsTrueAsItStands() throws Exception {
    database = Postgres.createDatabase();
    configure("");
    String page = Files.readString(PAGE);
    List<String> answers = new ArrayList<>();
    StringBuilder written = new StringBuilder();
    Matcher blocks = BLOCK.matcher(page);
    while (blocks.find()) {
      boolean shown = blocks.group(1).equals("text");
      if (shown) {
        String answer = String.join("", answers);
        answers.clear();
        blocks.appendReplacement(written, Matcher.quoteReplacement("```text\n" + answer + "```"));
        if (!Boolean.getBoolean("docs.write")) {
          assertThat(blocks.group(3)).isEqualTo(answer);
        }
      } else {
        run(blocks.toMatchResult(), answers);
      }
    }
    blocks.appendTail(written);
    if (Boolean.getBoolean("docs.write")) {
      Files.writeString(PAGE, written);
    }
  }

  private void run(MatchResult block, List<String> answers) throws Exception {
    String text = block.group(3);
    switch (block.group(1)) {
      case "properties" -> configure(text);
      case "sh" -> {
        for (String line : text.lines().toList()) {
          runLine(line);
        }
      }
      default -> {
        if (block.group(2).equals("postgresql")) {
          Postgres.execute(database, text);
        } else {
          answers.add(query(text));
        }
      }
    }
  }

  private void configure(String lookups) throws IOException {
    Files.writeString(
        settings(),
        """
        raw.path=%s
        target.path=%s
        lookup.jdbc.url=%s
        lookup.jdbc.user=%s
        lookup.jdbc.password=%s
        """
                .formatted(
                    folder.resolve("raw"),
                    target(),
                    Postgres.url(database),
                    Postgres.USER,
                    Postgres.PASSWORD)
            + lookups);
  }

  private Path settings() {
    return folder.resolve("recipe.properties");
  }

  private Path target() {
    return folder.resolve("curated");
  }

  private void runLine(String line) throws Exception {
    List<String> words =
        WORD.matcher(line)
            .results()
            .map(word -> word.group(1) != null ? word.group(1) : word.group(2))
            .map(this::path)
            .toList();
    switch (words.get(0)) {
      case "jobs/submit.sh" -> command(words.subList(1, words.size()));
      case "psql" -> Postgres.execute(database, Files.readString(Path.of(words.get(2))));
      default ->
          assertThat(
                  new ProcessBuilder("sh", "-c", line)
                      .directory(folder.toFile())
                      .inheritIO()
                      .start()
                      .waitFor())
              .as(line)
              .isZero();
    }
  }

  /** Files that the page makes are in the test's folder. */
  private String path(String word) {
    return word.equals("recipe.properties") || word.equals("unknown.csv")
        ? folder.resolve(word).toString()
        : word;
  }

  private static void command(List<String> words) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8)) {
      int exitCode = Commands.run(words.toArray(String[]::new), out, out);
      assertThat(exitCode).as("%s said: %s", words, said).isZero();
    }
  }

  /** The rows as the program spark-sql prints them, but for spaces in place of tabs. */
  private String query(String sql) {
    String table = "delta.`" + target() + "`";
    spark.sql("DESCRIBE HISTORY " + table + " LIMIT 1").createOrReplaceTempView("history");
    return spark.sql(sql.replace("curated", table)).collectAsList().stream()
        .map(RecipesTest::line)
        .collect(Collectors.joining());
  }

  private static String line(Row row) {
    return IntStream.range(0, row.length())
        .mapToObj(i -> row.isNullAt(i) ? "NULL" : row.get(i).toString())
        .collect(Collectors.joining("  ", "", "\n"));
  }
}
