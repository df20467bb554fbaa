package dev.deltaenrich.engine.table;

import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.zip.DataFormatException;

/** Bytes as text, five characters for four bytes (ZeroMQ RFC 32). */
final class Z85 {
  /** Characters of a UUID. */
  static final int UUID_LENGTH = 20;

  private static final String DIGITS =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";

  private static final int CHARACTERS = 5;

  private Z85() {}

  /**
   * The bytes of a text.
   *
   * @throws DataFormatException when it is none that Z85 makes
   */
  static byte[] decode(String text) throws DataFormatException {
    if (text.length() % CHARACTERS != 0) {
      throw new DataFormatException(
          "it has %d characters, which is no multiple of 5".formatted(text.length()));
    }
    ByteBuffer bytes = ByteBuffer.allocate(text.length() / CHARACTERS * Integer.BYTES);
    for (int i = 0; i < text.length(); i += CHARACTERS) {
      bytes.putInt(number(text.substring(i, i + CHARACTERS)));
    }
    return bytes.array();
  }

  /**
   * The UUID of a text of {@link #UUID_LENGTH} characters.
   *
   * @throws DataFormatException when it is none that Z85 makes
   */
  static UUID uuid(String text) throws DataFormatException {
    ByteBuffer bytes = ByteBuffer.wrap(decode(text));
    return new UUID(bytes.getLong(), bytes.getLong());
  }

  private static int number(String digits) throws DataFormatException {
    long number = 0;
    for (char c : digits.toCharArray()) {
      int digit = DIGITS.indexOf(c);
      if (digit < 0) {
        throw new DataFormatException("'%c' is no character of Z85".formatted(c));
      }
      number = number * DIGITS.length() + digit;
    }
    if (number >> Integer.SIZE != 0) {
      throw new DataFormatException("'%s' is more than four bytes".formatted(digits));
    }
    return (int) number;
  }
}
