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
import java.util.Optional;
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
 * Spark SQL says is what the page shows; of what commands say the page shows some lines. {@code
 * -Ddocs.write=true} writes the answers of Spark SQL anew.
 */
class RecipesTest {
  private static final Path PAGE = Path.of("docs", "recipes.md");
  private static final Pattern BLOCK =
      Pattern.compile("^```(\\w+)(?: ([\\w-]+))?\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
  private static final int LEAST_BLOCKS = 10;
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

  @TempDir Path folder;
  private final SparkSession spark = TestSession.get();

  /** What Spark SQL answered and the page has not shown yet. */
  private Optional<String> answer = Optional.empty();

  /** Lines of the last commands. */
  private final List<String> said = new ArrayList<>();

  private String database;

  @Test
  void thePageIsTrueAsItStands() throws Exception {
    database = Postgres.createDatabase();
    configure("");
    StringBuilder written = new StringBuilder();
    String page = Files.readString(PAGE);
    Matcher blocks = BLOCK.matcher(page);
    int count = 0;
    while (blocks.find()) {
      if (!blocks.group(1).equals("text")) {
        run(blocks.toMatchResult());
      } else if (answer.isEmpty()) {
        assertSaid(blocks.group(3));
      } else {
        assertAnswered(blocks, written);
      }
      count++;
    }
    blocks.appendTail(written);
    assertThat(page.lines().filter(line -> line.startsWith("```"))).hasSize(2 * count);
    assertThat(count).as("blocks of the page").isGreaterThan(LEAST_BLOCKS);
    assertThat(answer).as("an answer that the page does not show").isEmpty();
    if (Boolean.getBoolean("docs.write")) {
      Files.writeString(PAGE, written);
    }
  }

  /** All of the answer. */
  private void assertAnswered(Matcher shown, StringBuilder written) {
    String found = answer.orElseThrow();
    answer = Optional.empty();
    shown.appendReplacement(written, Matcher.quoteReplacement("```text\n" + found + "```"));
    if (!Boolean.getBoolean("docs.write")) {
      assertThat(shown.group(3)).isEqualTo(found);
    }
  }

  /** Lines of the commands of the block before, in their order. */
  private void assertSaid(String shown) {
    assertThat(shown).isNotBlank();
    assertThat(said).containsSubsequence(shown.lines().toList());
    said.clear();
  }

  private void run(MatchResult block) throws Exception {
    String text = block.group(3);
    assertThat(answer).as("an answer that the page does not show before %s", text).isEmpty();
    switch (block.group(1)) {
      case "properties" -> configure(text);
      case "sh" -> {
        said.clear();
        for (String line : text.lines().toList()) {
          runLine(line);
        }
      }
      case "sql" -> {
        if (block.group(2).equals("postgresql")) {
          Postgres.execute(database, text);
        } else {
          answer = Optional.of(query(text));
        }
      }
      default -> throw new IllegalArgumentException("a block of " + block.group(1));
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
            + lookups.replace("QUARANTINE", quarantine().toString()));
  }

  private Path settings() {
    return folder.resolve("recipe.properties");
  }

  private Path quarantine() {
    return folder.resolve("quarantine");
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

  private void command(List<String> words) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(output, true, StandardCharsets.UTF_8)) {
      int exitCode = Commands.run(words.toArray(String[]::new), out, out);
      assertThat(exitCode).as("%s said: %s", words, output).isZero();
    }
    output.toString(StandardCharsets.UTF_8).lines().forEach(said::add);
  }

  /** The rows as the program spark-sql prints them, but for spaces in place of tabs. */
  private String query(String sql) {
    String table = "delta.`" + target() + "`";
    spark.sql("DESCRIBE HISTORY " + table + " LIMIT 1").createOrReplaceTempView("history");
    String filled =
        sql.replace("curated", table)
            .replace("FROM quarantine", "FROM delta.`" + quarantine() + "`");
    return spark.sql(filled).collectAsList().stream()
        .map(RecipesTest::line)
        .collect(Collectors.joining());
  }

  private static String line(Row row) {
    return IntStream.range(0, row.length())
        .mapToObj(i -> row.isNullAt(i) ? "NULL" : row.get(i).toString())
        .collect(Collectors.joining("  ", "", "\n"));
  }
}
