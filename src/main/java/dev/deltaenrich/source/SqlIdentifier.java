package dev.deltaenrich.source;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Names from the settings as they may stand in SQL: always quoted, so that no name can be anything
 * but a name. Quoting also means that upper and lower case are kept as written. See <a
 * href="https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS">
 * identifiers in PostgreSQL</a>.
 */
public final class SqlIdentifier {
  private SqlIdentifier() {}

  /**
   * The quoted form of a name that may be qualified: {@code public.merchant_lookup} becomes {@code
   * "public"."merchant_lookup"}. A part that is already in double quotes may hold dots.
   *
   * @throws EnrichException SETTINGS, if a part is empty, a quote is not closed, or there are more
   *     parts than schema and name
   */
  public static String qualified(String name) {
    List<String> parts = parts(name);
    if (parts.size() > 2) {
      throw invalid(name, "it has %d parts".formatted(parts.size()));
    }
    return parts.stream().map(SqlIdentifier::column).collect(Collectors.joining("."));
  }

  /** The quoted form of one name, in which dots and quotes mean nothing. */
  public static String column(String name) {
    if (name.isEmpty() || name.indexOf('\0') >= 0) {
      throw invalid(name, "it is empty or holds a NUL");
    }
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /**
   * The parts of a name that may be qualified, without their quotes.
   *
   * @throws EnrichException SETTINGS, if a part is empty or a quote is not closed
   */
  public static List<String> parts(String name) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    while (true) {
      boolean quoted = start < name.length() && name.charAt(start) == '"';
      int end = quoted ? endOfQuoted(name, start) : endOfPlain(name, start);
      String part = name.substring(start, end);
      parts.add(quoted ? part.substring(1, part.length() - 1).replace("\"\"", "\"") : part.strip());
      if (end == name.length()) {
        break;
      }
      if (name.charAt(end) != '.') {
        throw invalid(name, "text follows a closing quote");
      }
      start = end + 1;
    }
    if (parts.contains("")) {
      throw invalid(name, "a part of it is empty");
    }
    return parts;
  }

  private static int endOfPlain(String name, int start) {
    int dot = name.indexOf('.', start);
    return dot < 0 ? name.length() : dot;
  }

  private static int endOfQuoted(String name, int start) {
    int i = start + 1;
    while (i < name.length()) {
      if (name.charAt(i) != '"') {
        i++;
      } else if (i + 1 < name.length() && name.charAt(i + 1) == '"') {
        i += 2;
      } else {
        return i + 1;
      }
    }
    throw invalid(name, "a double quote is not closed");
  }

  private static EnrichException invalid(String name, String cause) {
    return new EnrichException(
        ErrorCode.SETTINGS,
        "Cannot use '%s' as the name of a table or column: %s; write NAME, SCHEMA.NAME or \"NAME\""
            .formatted(name.replace("\0", "\\0"), cause));
  }
}
