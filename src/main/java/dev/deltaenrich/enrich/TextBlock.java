package dev.deltaenrich.enrich;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * Texts one after the other in one array of bytes, on their way between tasks: an object for each
 * would cost more than the texts. Not thread-safe.
 */
final class TextBlock {
  private static final int NULL = -1;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** Adds the UTF-8 of a text; null for null. */
  void add(byte[] utf8) {
    bytes.writeBytes(
        ByteBuffer.allocate(Integer.BYTES).putInt(utf8 == null ? NULL : utf8.length).array());
    if (utf8 != null) {
      bytes.writeBytes(utf8);
    }
  }

  /** Bytes so far. */
  int size() {
    return bytes.size();
  }

  /** A copy of what was added. */
  byte[] toByteArray() {
    return bytes.toByteArray();
  }

  /** The next text's UTF-8 out of what {@link #toByteArray} gave; null for null. */
  static byte[] next(ByteBuffer block) {
    int length = block.getInt();
    if (length == NULL) {
      return null;
    }
    byte[] utf8 = new byte[length];
    block.get(utf8);
    return utf8;
  }
}
