package dev.deltaenrich.bootstrap;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.postgresql.copy.CopyIn;

/**
 * Sends rows to a running COPY in its <a
 * href="https://www.postgresql.org/docs/current/sql-copy.html#id-1.9.3.55.9.2">text format</a>.
 * Buffers up to 64 Ki characters. Not thread-safe.
 */
final class CopyText {
  private static final int FULL = 1 << 16;

  private final CopyIn copy;
  private final StringBuilder buffer = new StringBuilder(FULL * 2);

  CopyText(CopyIn copy) {
    this.copy = copy;
  }

  /** Sends a row; a null value is a null. */
  void row(String... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      if (i > 0) {
        buffer.append('\t');
      }
      append(values[i]);
    }
    buffer.append('\n');
    if (buffer.length() >= FULL) {
      flush();
    }
  }

  /** Sends what is buffered. */
  void flush() throws SQLException {
    byte[] bytes = buffer.toString().getBytes(StandardCharsets.UTF_8);
    copy.writeToCopy(bytes, 0, bytes.length);
    buffer.setLength(0);
  }

  private void append(String value) {
    if (value == null) {
      buffer.append("\\N");
      return;
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> buffer.append("\\\\");
        case '\t' -> buffer.append("\\t");
        case '\n' -> buffer.append("\\n");
        case '\r' -> buffer.append("\\r");
        default -> buffer.append(c);
      }
    }
  }
}
