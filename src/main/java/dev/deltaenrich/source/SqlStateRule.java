package dev.deltaenrich.source;

import dev.deltaenrich.failure.ErrorCode;
import java.util.List;
import java.util.Optional;

/**
 * What an SQLSTATE, or all that begin with the same characters, mean to an operator. PgBouncer has
 * one SQLSTATE for nearly all it says, so rules for it also look for its words, which are English
 * everywhere. See PostgreSQL's documentation, "PostgreSQL Error Codes".
 *
 * @param state how the SQLSTATE begins
 * @param words what the message holds; empty: anything
 * @param code what the failure is
 * @param sentence what is said: {@code %1$s} is PostgreSQL's own sentence, {@code %2$s} the
 *     address, {@code %3$s} the role, {@code %4$s} the SQLSTATE, {@code %5$s} where the password
 *     came from, {@code %6$s} how a missing table comes to be, {@code %7$s} what names the table
 */
record SqlStateRule(String state, String words, ErrorCode code, String sentence) {
  static final String PASSWORD =
      "%1$s (%2$s, with the password of %5$s); set ENRICH_LOOKUP_JDBC_PASSWORD, lookup.jdbc.password-file,"
          + " lookup.jdbc.password-command or .pgpass, and lookup.jdbc.user; the server's"
          + " pg_hba.conf may also shut this client out";

  private static final String AWAY =
      "%2$s cannot be reached (%1$s); check lookup.jdbc.url and that the server runs";
  private static final String NO_DATABASE =
      "there is no such database at %2$s; create it, or change lookup.jdbc.url";
  private static final String NO_TABLE = "%1$s (%2$s); %6$s, or change %7$s";
  private static final String FULL = "%2$s has no connection left; try again";
  private static final String BUSY = "%2$s lacks what the query needs (%1$s); try again";
  private static final String GIVEN_UP = "%2$s gave the transaction up (%1$s); try again";
  private static final String LIMIT =
      "%1$s (%2$s); raise that limit for user %3$s, or make the query smaller by a view";
  private static final String OF_ROWS =
      "%1$s (%2$s); correct the row, or the view or function that raises this";
  private static final String OF_VIEW =
      "%1$s (%2$s); correct the view or function, or name another table in lookup.table";
  private static final String TEXT =
      "%1$s (%2$s); correct the rows whose bytes are no text in the encoding; WHERE COLUMN ~"
          + " '[^[:ascii:]]' finds them";
  private static final String STORAGE =
      "%1$s (%2$s); this is a matter for the server's administrator and the server's log";
  private static final String NO_NAMES =
      "%1$s (%2$s); take prepareThreshold out of lookup.jdbc.url";

  /** The first that fits counts, so parts of a class stand before the class. */
  private static final List<SqlStateRule> ALL =
      List.of(
          // PgBouncer's own
          rule("08P01", "no such database", ErrorCode.DATABASE_MISSING, NO_DATABASE),
          rule("08P01", "no such user", ErrorCode.DATABASE_DENIED, PASSWORD),
          rule("08P01", "authentication", ErrorCode.DATABASE_DENIED, PASSWORD),
          rule("08P01", "role ", ErrorCode.DATABASE_DENIED, PASSWORD),
          rule("08P01", "does not exist", ErrorCode.DATABASE_MISSING, NO_DATABASE),
          rule(
              "08P01",
              "startup parameter",
              ErrorCode.SETTINGS,
              "%1$s (%2$s); add the parameter to ignore_startup_parameters of PgBouncer, or take it"
                  + " out of lookup.jdbc.url (drivers before 42.7 always send extra_float_digits)"),
          rule(
              "08P01",
              "statement pooling",
              ErrorCode.SETTINGS,
              "%1$s (%2$s); set PgBouncer's pool_mode for this database to transaction or session"),
          // Connections
          rule("08", ErrorCode.DATABASE_UNREACHABLE, AWAY),
          rule("28", ErrorCode.DATABASE_DENIED, PASSWORD),
          rule("3D", ErrorCode.DATABASE_MISSING, NO_DATABASE),
          rule("57P", ErrorCode.DATABASE_UNREACHABLE, AWAY),
          rule("53300", ErrorCode.DATABASE_UNREACHABLE, FULL),
          // What the server takes back or cannot give now
          rule(
              "57",
              ErrorCode.DATABASE_UNREACHABLE,
              "%2$s ended the query (%1$s); try again, or raise statement_timeout of user %3$s"),
          rule(
              "55P03",
              ErrorCode.DATABASE_UNREACHABLE,
              "another session holds a lock (%1$s, %2$s); try again, or raise lock_timeout of user"
                  + " %3$s"),
          rule(
              "25P03",
              ErrorCode.DATABASE_UNREACHABLE,
              "%2$s ended the transaction (%1$s); try again, or raise"
                  + " idle_in_transaction_session_timeout of user %3$s"),
          rule(
              "25P04",
              ErrorCode.DATABASE_UNREACHABLE,
              "%2$s ended the transaction (%1$s); try again, or raise transaction_timeout of user"
                  + " %3$s"),
          rule(
              "25006",
              ErrorCode.LOOKUP_DENIED,
              "%1$s (%2$s); only bootstrap, runs.table and unmatched.table write, and they need the primary server:"
                  + " a lookup must not write as it is read"),
          rule("25", ErrorCode.DATABASE_UNREACHABLE, GIVEN_UP),
          rule("40", ErrorCode.DATABASE_UNREACHABLE, GIVEN_UP),
          rule("72", ErrorCode.DATABASE_UNREACHABLE, GIVEN_UP),
          rule("53400", ErrorCode.LOOKUP_UNREADABLE, LIMIT),
          rule("53", ErrorCode.DATABASE_UNREACHABLE, BUSY),
          rule("54", ErrorCode.LOOKUP_UNREADABLE, LIMIT),
          rule(
              "55000",
              ErrorCode.LOOKUP_UNREADABLE,
              "%1$s (%2$s); bring it into that state first: REFRESH MATERIALIZED VIEW fills one"),
          rule("55", ErrorCode.DATABASE_UNREACHABLE, GIVEN_UP),
          // Tables, columns, rights
          rule("42P01", ErrorCode.LOOKUP_MISSING, NO_TABLE),
          rule("42809", ErrorCode.LOOKUP_MISSING, NO_TABLE),
          rule("3F", ErrorCode.LOOKUP_MISSING, NO_TABLE),
          rule(
              "42703",
              ErrorCode.LOOKUP_COLUMN_MISSING,
              "%1$s (%2$s); change the settings or the table"),
          rule("42501", ErrorCode.LOOKUP_DENIED, "%1$s (%2$s); grant user %3$s the right"),
          rule(
              "42883",
              ErrorCode.LOOKUP_TYPE,
              "%1$s (%2$s); cast the column in a view and set lookup.table to that"),
          rule("42P05", ErrorCode.SETTINGS, NO_NAMES),
          rule("26", ErrorCode.SETTINGS, NO_NAMES),
          rule("42", ErrorCode.LOOKUP_UNREADABLE, OF_VIEW),
          rule("0A", ErrorCode.LOOKUP_UNREADABLE, OF_VIEW),
          // Rows, and what views and functions do with them
          rule("22021", ErrorCode.LOOKUP_UNREADABLE, TEXT),
          rule("22P05", ErrorCode.LOOKUP_UNREADABLE, TEXT),
          rule("1", ErrorCode.LOOKUP_UNREADABLE, OF_ROWS),
          rule("2", ErrorCode.LOOKUP_UNREADABLE, OF_ROWS),
          rule("3", ErrorCode.LOOKUP_UNREADABLE, OF_ROWS),
          rule("44", ErrorCode.LOOKUP_UNREADABLE, OF_ROWS),
          rule("P0", ErrorCode.LOOKUP_UNREADABLE, OF_ROWS),
          rule("HV", ErrorCode.LOOKUP_UNREADABLE, OF_VIEW),
          rule("0", ErrorCode.LOOKUP_UNREADABLE, OF_VIEW),
          // The server's own troubles
          rule("58P", ErrorCode.LOOKUP_UNREADABLE, STORAGE),
          rule("XX001", ErrorCode.LOOKUP_UNREADABLE, STORAGE),
          rule("XX002", ErrorCode.LOOKUP_UNREADABLE, STORAGE),
          rule("58", ErrorCode.DATABASE_UNREACHABLE, BUSY),
          rule("F0", ErrorCode.DATABASE_UNREACHABLE, BUSY),
          rule(
              "XX",
              ErrorCode.DATABASE_UNREACHABLE,
              "%2$s failed inside (%1$s); try again, and look into the server's log if it stays"));

  private static SqlStateRule rule(String state, ErrorCode code, String sentence) {
    return rule(state, "", code, sentence);
  }

  private static SqlStateRule rule(String state, String words, ErrorCode code, String sentence) {
    return new SqlStateRule(state, words, code, sentence);
  }

  /**
   * The rule for a failure; empty where the SQLSTATE is of no class that PostgreSQL documents.
   *
   * @param state five characters
   * @param message the whole message, for PgBouncer's words
   */
  static Optional<SqlStateRule> of(String state, String message) {
    return ALL.stream()
        .filter(rule -> state.startsWith(rule.state) && message.contains(rule.words))
        .findFirst();
  }
}
