package dev.deltaenrich.source;

import dev.deltaenrich.config.KeyType;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * The content hash of a lookup. Rows may come in any order, since a table has none: their digests
 * are added up modulo 2^256, and the sum is hashed with the number of rows, the columns' names and
 * types, and the types of keys that are equal otherwise than their texts. Not thread-safe.
 */
final class LookupHash {
  private static final int ID_BYTES = 16;
  private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(256);

  private final MessageDigest digest = DigestUtils.getSha256Digest();
  private BigInteger sum;
  private long rows;

  /** Of no rows. */
  LookupHash() {
    this(BigInteger.ZERO, 0);
  }

  /** Goes on from the {@link #sum} of rows that were added earlier. */
  LookupHash(BigInteger sum, long rows) {
    this.sum = sum;
    this.rows = rows;
  }

  /** Adds a row's key and values; returns how many bytes of UTF-8 they are. */
  long add(LookupRow row) {
    long bytes = put(row);
    sum = sum.add(digested());
    rows++;
    return bytes;
  }

  /** Takes away a row that was added; returns how many bytes it was. */
  long remove(LookupRow row) {
    long bytes = put(row);
    sum = sum.subtract(digested());
    rows--;
    return bytes;
  }

  /** All that is to be known of the rows, besides their number, to go on from. */
  BigInteger sum() {
    return sum.mod(MODULUS);
  }

  long rows() {
    return rows;
  }

  private long put(LookupRow row) {
    long bytes = put(row.key());
    for (String text : row.texts()) {
      bytes += put(text);
    }
    return bytes;
  }

  private BigInteger digested() {
    return new BigInteger(1, digest.digest());
  }

  /**
   * Thirty-two hexadecimal digits for all rows added so far.
   *
   * @param keys what each part of the keys is
   */
  String id(List<LookupColumn> columns, List<KeyType> keys) {
    if (keys.stream().anyMatch(key -> key != key.ofRaw())) {
      keys.forEach(key -> put(key.name()));
    }
    for (LookupColumn column : columns) {
      put(column.name());
      put(column.type().catalogString());
    }
    put(Long.toString(rows));
    put(sum().toString(16));
    return HexFormat.of().formatHex(digest.digest(), 0, ID_BYTES);
  }

  /** Length first, so that no two lists of texts look alike; null has the length -1. */
  private int put(String text) {
    byte[] bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
    int length = text == null ? -1 : bytes.length;
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(length).flip());
    digest.update(bytes);
    return bytes.length;
  }
}
