package dev.deltaenrich.services;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An HTTP/1.1 message up to its body (RFC 9112).
 *
 * @param start its first line, such as {@code PUT /bucket/key HTTP/1.1}
 * @param headers its other lines, as they are
 */
public record HttpHead(String start, List<String> headers) {
  private static final int BUFFER = 1 << 16;

  /** Copies the list. */
  public HttpHead {
    headers = List.copyOf(headers);
  }

  /** The next one of a connection; empty where the other side has closed it. */
  static Optional<HttpHead> read(InputStream in) throws IOException {
    String start = line(in);
    if (start == null) {
      return Optional.empty();
    }
    List<String> headers = new ArrayList<>();
    for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
      headers.add(line);
    }
    return Optional.of(new HttpHead(start, headers));
  }

  void write(OutputStream out) throws IOException {
    String text = start + "\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  /** A request's method. */
  public String method() {
    return start.split(" ", -1)[0];
  }

  /** A request's path, encoded as it was sent, without the query. */
  public String path() {
    return start.split(" ", -1)[1].replaceFirst("\\?.*", "");
  }

  /** A request's query, encoded; empty where there is none. */
  public String query() {
    String target = start.split(" ", -1)[1];
    return target.contains("?") ? target.substring(target.indexOf('?') + 1) : "";
  }

  /** A header's value; capitals do not count in its name. */
  public Optional<String> header(String name) {
    return headers.stream()
        .filter(line -> isOf(line, name))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst();
  }

  /** The same without a header. */
  HttpHead without(String name) {
    return new HttpHead(start, headers.stream().filter(line -> !isOf(line, name)).toList());
  }

  /** The same with one line more. */
  HttpHead with(String line) {
    List<String> more = new ArrayList<>(headers);
    more.add(line);
    return new HttpHead(start, more);
  }

  /** A response's status. */
  int status() {
    return Integer.parseInt(start.split(" ", -1)[1]);
  }

  boolean chunked() {
    return header("Transfer-Encoding").filter(value -> value.endsWith("chunked")).isPresent();
  }

  /** Whether a response's body ends with the connection. */
  boolean endsWithConnection(String method) {
    return hasBody(method) && !chunked() && header("Content-Length").isEmpty();
  }

  private boolean hasBody(String method) {
    return !method.equals("HEAD") && status() != 204 && status() != 304;
  }

  /** Passes a request's body on and counts its bytes. */
  void copyRequestBody(InputStream in, OutputStream out, AtomicLong count) throws IOException {
    copyBody(in, out, length().orElse(0L), count);
  }

  /** Passes the body of a response to {@code method} on and counts its bytes. */
  void copyResponseBody(String method, InputStream in, OutputStream out, AtomicLong count)
      throws IOException {
    if (hasBody(method)) {
      copyBody(in, out, length().orElse(Long.MAX_VALUE), count);
    }
  }

  private void copyBody(InputStream in, OutputStream out, long length, AtomicLong count)
      throws IOException {
    if (chunked()) {
      copyChunks(in, out, count);
    } else {
      copy(in, out, length, count);
    }
  }

  private Optional<Long> length() {
    return header("Content-Length").map(Long::valueOf);
  }

  private static void copyChunks(InputStream in, OutputStream out, AtomicLong count)
      throws IOException {
    for (boolean last = false; !last; ) {
      String size = line(in);
      if (size == null) {
        throw new EOFException("a body ends before its last chunk");
      }
      out.write((size + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      long length = Long.parseLong(size.replaceFirst(";.*", "").strip(), 16);
      copy(in, out, length, count);
      copy(in, out, 2, new AtomicLong());
      last = length == 0;
    }
    out.flush();
  }

  private static void copy(InputStream in, OutputStream out, long most, AtomicLong count)
      throws IOException {
    byte[] buffer = new byte[BUFFER];
    long copied = 0;
    while (copied < most) {
      int length = in.read(buffer, 0, (int) Math.min(buffer.length, most - copied));
      if (length < 0) {
        break;
      }
      out.write(buffer, 0, length);
      copied += length;
      count.addAndGet(length);
    }
    out.flush();
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        return null;
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  private static boolean isOf(String line, String name) {
    return line.regionMatches(true, 0, name + ":", 0, name.length() + 1);
  }
}
