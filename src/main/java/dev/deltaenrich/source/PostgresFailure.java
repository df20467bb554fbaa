package dev.deltaenrich.source;

import dev.deltaenrich.config.JdbcSettings;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import javax.net.ssl.SSLException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What went wrong with PostgreSQL, judged by SQLSTATE: messages come in the server's and the
 * driver's language. See <a
 * href="https://www.postgresql.org/docs/current/errcodes-appendix.html">its error codes</a>.
 */
record PostgresFailure(PostgresAddress address, JdbcSettings jdbc, SQLException failure) {
  private static final String PASSWORD_ADVICE =
      "set ENRICH_LOOKUP_JDBC_PASSWORD, lookup.jdbc.password-file or .pgpass, and lookup.jdbc.user;"
          + " the server's pg_hba.conf may also shut this client out";
  private static final String TLS_ADVICE =
      "check sslmode and sslrootcert in lookup.jdbc.url against the server's certificate";

  EnrichException translate(String action) {
    String state = failure.getSQLState() == null ? "" : failure.getSQLState();
    return switch (state) {
      case "28P01", "28000" -> denied(action, PASSWORD_ADVICE);
      case "08004" -> rejected(action);
      case "3D000" ->
          of(
              ErrorCode.DATABASE_MISSING,
              action,
              "there is no such database at %s; create it, or change lookup.jdbc.url"
                  .formatted(address));
      case "53300" ->
          unreachable(action, "%s has no connection left".formatted(address), "try again");
      case "42P01", "3F000", "42809" ->
          of(
              ErrorCode.LOOKUP_MISSING,
              action,
              "%s (%s); run bootstrap, or change the table's name in the settings"
                  .formatted(cause(), address));
      case "42703" ->
          of(
              ErrorCode.LOOKUP_COLUMN_MISSING,
              action,
              "%s (%s); change the settings or the table".formatted(cause(), address));
      case "42501", "25006" ->
          of(
              ErrorCode.LOOKUP_DENIED,
              action,
              "%s (%s); grant user %s the right".formatted(cause(), address, address.user()));
      case "42883" ->
          of(
              ErrorCode.LOOKUP_TYPE,
              action,
              "%s (%s); cast the column in a view and set lookup.table to that"
                  .formatted(cause(), address));
      default -> byClass(action, state);
    };
  }

  private EnrichException byClass(String action, String state) {
    if (timedOut() || state.equals("57014") || state.equals("55P03")) {
      return unreachable(
          action,
          "%s gave no answer within %d s"
              .formatted(address, Math.max(1, jdbc.timeout().toSeconds())),
          "try again, or raise lookup.jdbc.timeout");
    }
    if (state.startsWith("08") && aboutTls()) {
      return denied(action, TLS_ADVICE);
    }
    if (state.startsWith("08") || state.startsWith("57P0")) {
      return unreachable(
          action,
          "%s cannot be reached (%s)".formatted(address, cause()),
          "check lookup.jdbc.url and that the server runs");
    }
    return of(
        ErrorCode.UNEXPECTED,
        action,
        "%s (SQLSTATE %s, %s)".formatted(cause(), state.isEmpty() ? "none" : state, address));
  }

  /** 08004 is the driver's own: no TLS at the server, or no password although it wants one. */
  private EnrichException rejected(String action) {
    return denied(action, aboutTls() ? TLS_ADVICE : PASSWORD_ADVICE);
  }

  private EnrichException denied(String action, String advice) {
    return of(ErrorCode.DATABASE_DENIED, action, "%s (%s); %s".formatted(cause(), address, advice));
  }

  private EnrichException unreachable(String action, String cause, String advice) {
    return of(ErrorCode.DATABASE_UNREACHABLE, action, cause + "; " + advice);
  }

  private EnrichException of(ErrorCode code, String action, String rest) {
    return new EnrichException(code, "Cannot %s: %s".formatted(action, rest), failure);
  }

  private boolean timedOut() {
    return hasCause(SocketTimeoutException.class);
  }

  /** "SSL" and the verifier's name stay the same in every language the driver speaks. */
  private boolean aboutTls() {
    String message = String.valueOf(failure.getMessage());
    return hasCause(SSLException.class)
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
    String text = failure.getMessage();
    if (failure instanceof PSQLException exception) {
      ServerErrorMessage server = exception.getServerErrorMessage();
      if (server != null && server.getMessage() != null) {
        text = server.getMessage();
      }
    }
    return String.valueOf(text).strip().replaceAll("\\s*\\R\\s*", " ").replaceAll("\\.$", "");
  }
}
