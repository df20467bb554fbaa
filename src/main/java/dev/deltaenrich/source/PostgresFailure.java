package dev.deltaenrich.source;

import dev.deltaenrich.config.JdbcSettings;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import javax.net.ssl.SSLException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What went wrong with PostgreSQL, judged by SQLSTATE: messages come in the server's and the
 * driver's language. See <a
 * href="https://www.postgresql.org/docs/current/errcodes-appendix.html">its error codes</a>.
 *
 * @param table what in the settings names the table
 */
record PostgresFailure(
    PostgresAddress address, JdbcSettings jdbc, SQLException failure, String table) {
  private static final SqlStateRule TLS =
      new SqlStateRule(
          "08",
          "",
          ErrorCode.DATABASE_DENIED,
          "%1$s (%2$s); check sslmode and sslrootcert in lookup.jdbc.url against the server's"
              + " certificate");
  private static final SqlStateRule REJECTED =
      new SqlStateRule("08004", "", ErrorCode.DATABASE_DENIED, SqlStateRule.PASSWORD);
  private static final SqlStateRule CLIENT_KEY =
      new SqlStateRule(
          "08",
          "",
          ErrorCode.DATABASE_DENIED,
          "%1$s (%2$s); check sslmode, sslrootcert, sslcert and sslkey in lookup.jdbc.url, and the"
              + " key's passphrase (ENRICH_LOOKUP_JDBC_KEY_PASSWORD or"
              + " lookup.jdbc.key-password-file)");
  private static final SqlStateRule URL =
      new SqlStateRule(
          "",
          "",
          ErrorCode.SETTINGS,
          "the driver refuses a parameter (%1$s); correct lookup.jdbc.url");
  private static final SqlStateRule UNFORESEEN =
      new SqlStateRule("", "", ErrorCode.UNEXPECTED, "%1$s (SQLSTATE %4$s, %2$s)");

  EnrichException translate(String action) {
    if (hasCause(SocketTimeoutException.class)) {
      return of(
          action,
          ErrorCode.DATABASE_UNREACHABLE,
          "%s gave no answer within %d s; try again, or raise lookup.jdbc.timeout"
              .formatted(address, Math.max(1, jdbc.timeout().toSeconds())));
    }
    if (hasCause(OutOfMemoryError.class)) {
      // pgjdbc gives it the SQLSTATE of a server without memory.
      return of(
          action,
          ErrorCode.SETTINGS,
          "the Spark driver's heap of %,d bytes has no room for the rows of a round trip (%s); lower lookup.jdbc.fetch-size, or raise spark.driver.memory"
              .formatted(Runtime.getRuntime().maxMemory(), cause()));
    }
    String state = failure.getSQLState() == null ? "none" : failure.getSQLState();
    SqlStateRule rule = rule(state);
    return of(
        action,
        rule.code(),
        rule.sentence()
            .formatted(
                cause(),
                address,
                address.user(),
                state,
                jdbc.passwordOrigin(),
                ReferenceTables.remedy(cause(), jdbc),
                table));
  }

  private SqlStateRule rule(String state) {
    if (!fromServer() && aboutUrl(state)) {
      return URL;
    }
    if (state.startsWith("08") && aboutTls()) {
      return jdbc.url().contains("sslkey=") ? CLIENT_KEY : TLS;
    }
    // 08004 is the driver's own: no password although the server wants one.
    return state.equals("08004") && !fromServer()
        ? REJECTED
        : SqlStateRule.of(state, String.valueOf(failure.getMessage())).orElse(UNFORESEEN);
  }

  /** The driver's words for a number that is none, or a class that is not there. */
  private boolean aboutUrl(String state) {
    return state.equals("22023")
        || hasCause(ReflectiveOperationException.class)
        || hasCause(IllegalArgumentException.class);
  }

  private EnrichException of(String action, ErrorCode code, String rest) {
    String message = jdbc.inOwnKeys("Cannot %s: %s".formatted(action, rest));
    return new EnrichException(code, message, failure);
  }

  /** "SSL" and the verifier's name stay the same in every language the driver speaks. */
  private boolean aboutTls() {
    String message = String.valueOf(failure.getMessage());
    return hasCause(SSLException.class)
        || hasCause(GeneralSecurityException.class)
        || message.contains("SSL")
        || message.contains("HostnameVerifier");
  }

  private boolean hasCause(Class<?> type) {
    for (Throwable t = failure.getCause(); t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return true;
      }
    }
    return false;
  }

  /** The server's own sentence if there is one; on one line, without a full stop. */
  private String cause() {
    String text = fromServer() ? server().getMessage() : innermost().getMessage();
    return String.valueOf(text).strip().replaceAll("\\s*\\R\\s*", " ").replaceAll("\\.$", "");
  }

  /** The driver wraps its own sentences, of which the innermost names the parameter or class. */
  private SQLException innermost() {
    SQLException found = failure;
    while (found.getCause() instanceof SQLException cause) {
      found = cause;
    }
    return found;
  }

  private boolean fromServer() {
    return server() != null && server().getMessage() != null;
  }

  private ServerErrorMessage server() {
    return failure instanceof PSQLException exception ? exception.getServerErrorMessage() : null;
  }
}
