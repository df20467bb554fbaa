package dev.deltaenrich.lineage;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * A user's condition on a table of theirs.
 *
 * @param text Spark SQL, as after WHERE
 */
record Predicate(String text) {
  /**
   * The rows for which it holds.
   *
   * @param name what the table is called in messages
   * @throws EnrichException USAGE when it is no condition on these columns
   */
  Dataset<Row> of(Dataset<Row> table, String name) {
    try {
      return table.where(functions.expr(text));
    } catch (Exception e) {
      // Scala throws the checked AnalysisException undeclared.
      if (e instanceof AnalysisException problem) {
        throw refused(problem, table, name);
      }
      throw e;
    }
  }

  private EnrichException refused(AnalysisException problem, Dataset<Row> table, String name) {
    String remedy =
        problem.getClass().getSimpleName().equals("ParseException")
            ? "write it as after WHERE in Spark SQL, in quotes for the shell"
            : "its columns are " + Arrays.stream(table.columns()).collect(Collectors.joining(", "));
    return new EnrichException(
        ErrorCode.USAGE,
        "Cannot select rows of %s where %s: %s; %s".formatted(name, text, cause(problem), remedy),
        problem);
  }

  private static String cause(AnalysisException problem) {
    if (String.valueOf(problem.getErrorClass()).startsWith("UNRESOLVED_COLUMN")) {
      return "there is no column " + problem.getMessageParameters().get("objectName");
    }
    return problem
        .getMessage()
        .lines()
        .filter(line -> !line.isBlank())
        .findFirst()
        .orElse("it is no condition")
        .strip();
  }
}
