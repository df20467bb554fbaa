package dev.deltaenrich.bootstrap;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PushbackReader;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads CSV strictly as <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a> has it, in
 * UTF-8, one record at a time; lines end with LF or CRLF, and blank lines are skipped. What breaks
 * the rules becomes a {@link CsvRow#fault} and reading goes on with the next line, so that a file's
 * faults can be listed in one go.
 *
 * <p>Our own, because the parser among Spark's jars does not count line breaks inside quotes and
 * takes an unclosed quote for a value: neither allows naming the line that is wrong. Holds one
 * record in memory. Not thread-safe.
 */
final class CsvReader implements Closeable {
  /** Beyond this a field is cut off and its row at fault: most likely a quote was not closed. */
  static final int LONGEST_FIELD = 1 << 20;

  /** Stands for bytes that are no UTF-8; a noncharacter, so no text has it. */
  private static final char UNDECODABLE = '\uFFFF';

  private static final int BYTE_ORDER_MARK = '\uFEFF';
  private static final int BUFFER = 1 << 16;
  private static final int END = -1;

  private final PushbackReader in;
  private final StringBuilder field = new StringBuilder();
  private long line = 1;
  private String fault;

  private CsvReader(PushbackReader in) {
    this.in = in;
  }

  /** Opens {@code file}; a byte order mark is skipped. */
  static CsvReader open(Path file) throws IOException {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE)
            .replaceWith(String.valueOf(UNDECODABLE));
    PushbackReader in =
        new PushbackReader(
            new BufferedReader(new InputStreamReader(Files.newInputStream(file), decoder), BUFFER));
    int first = in.read();
    if (first != BYTE_ORDER_MARK && first != END) {
      in.unread(first);
    }
    return new CsvReader(in);
  }

  /** The next record, or null at the end of the file. */
  CsvRow next() throws IOException {
    int c = in.read();
    while (c == '\n' || (c == '\r' && peek() == '\n')) {
      if (c == '\n') {
        line++;
      }
      c = in.read();
    }
    if (c == END) {
      return null;
    }
    long start = line;
    fault = null;
    List<String> fields = new ArrayList<>(4);
    while (true) {
      int end = c == '"' ? quoted(fields) : plain(c, fields);
      if (end != ',') {
        return new CsvRow(start, fields, fault);
      }
      c = in.read();
    }
  }

  /** Reads an unquoted field that starts with {@code c}; returns what ended it. */
  private int plain(int c, List<String> fields) throws IOException {
    field.setLength(0);
    int next = c;
    while (next != ',' && !endsLine(next)) {
      if (next == '"') {
        blame("a double quote stands inside a field that does not start with one");
      }
      append(next);
      next = in.read();
    }
    fields.add(field.length() == 0 ? null : field.toString());
    return next;
  }

  /** Reads a quoted field after its opening quote; returns what ended it. */
  private int quoted(List<String> fields) throws IOException {
    field.setLength(0);
    while (true) {
      int c = in.read();
      if (c == END) {
        blame("a double quote is not closed before the end of the file");
        fields.add(field.toString());
        return END;
      }
      if (c == '"' && peek() != '"') {
        break;
      }
      if (c == '"') {
        in.read();
      } else if (c == '\n') {
        line++;
      }
      append(c);
    }
    fields.add(field.toString());
    int next = in.read();
    while (next != ',' && !endsLine(next)) {
      blame("text follows a closing double quote");
      next = in.read();
    }
    return next;
  }

  private boolean endsLine(int c) throws IOException {
    if (c == '\r' && peek() == '\n') {
      in.read();
      line++;
      return true;
    }
    if (c == '\n') {
      line++;
    }
    return c == '\n' || c == END;
  }

  private int peek() throws IOException {
    int c = in.read();
    if (c != END) {
      in.unread(c);
    }
    return c;
  }

  private void append(int c) {
    if (c == UNDECODABLE) {
      blame("its bytes are no valid UTF-8");
    } else if (c == '\0') {
      blame("it holds a NUL character");
    }
    if (field.length() < LONGEST_FIELD) {
      field.append((char) c);
    } else {
      blame("a field has more than %,d characters".formatted(LONGEST_FIELD));
    }
  }

  private void blame(String what) {
    if (fault == null) {
      fault = what;
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
