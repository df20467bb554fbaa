package dev.deltaenrich.splice;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;

/** Decodes values of the encodings whose names start with DELTA. */
final class DeltaValues {
  /** Values that share long beginnings can be much larger than their page. */
  private static final int MOST_BYTES = 1 << 28;

  private DeltaValues() {}

  /** INT32 and INT64. */
  static ValueDecoder numbers(byte[] bytes, int from, int to) throws IOException {
    DeltaDecoder numbers = new DeltaDecoder(bytes, from, to);
    return new ValueDecoder() {
      private long[] narrow = {};

      @Override
      public void read(LeafValues target, int count) throws IOException {
        target.ensure(count);
        if (target.kind == LeafValues.Kind.LONG) {
          numbers.read(target.longs, count);
          return;
        }
        narrow = narrow.length < count ? new long[count] : narrow;
        numbers.read(narrow, count);
        for (int i = 0; i < count; i++) {
          target.ints[i] = (int) narrow[i];
        }
      }
    };
  }

  /**
   * DELTA_LENGTH_BYTE_ARRAY: all lengths, then all bytes.
   *
   * @param most how many values there can be
   */
  static Texts texts(byte[] bytes, int from, int to, int most) throws IOException {
    return new Texts(bytes, new Lengths(bytes, from, to, most), to);
  }

  /**
   * DELTA_BYTE_ARRAY: how many bytes are those of the value before, then the rest as texts.
   *
   * @param most how many values there can be
   * @param before the value before the first; empty but for pages of old writers
   */
  static Prefixed prefixed(byte[] bytes, int from, int to, int most, byte[] before)
      throws IOException {
    Lengths prefixes = new Lengths(bytes, from, to, most);
    return new Prefixed(prefixes, texts(bytes, prefixes.end, to, most), before);
  }

  /** Lengths, decoded twice: what stands behind them is found only by passing over them. */
  private static final class Lengths {
    private static final int BATCH = 1 << 10;

    private final DeltaDecoder decoder;
    private final int end;
    private final long[] batch = new long[BATCH];

    Lengths(byte[] bytes, int from, int to, int most) throws IOException {
      this.decoder = new DeltaDecoder(bytes, from, to);
      if (decoder.total() > most) {
        throw new IOException("%d lengths of %d values".formatted(decoder.total(), most));
      }
      DeltaDecoder ahead = new DeltaDecoder(bytes, from, to);
      for (long left = ahead.total(); left > 0; left -= BATCH) {
        ahead.read(batch, (int) Math.min(BATCH, left));
      }
      this.end = ahead.endOfNumbers();
    }

    void read(int[] target, int count) throws IOException {
      for (int done = 0; done < count; done += BATCH) {
        int now = Math.min(BATCH, count - done);
        decoder.read(batch, now);
        for (int i = 0; i < now; i++) {
          if (batch[i] < 0 || batch[i] > Integer.MAX_VALUE) {
            throw new IOException("a value of %d bytes".formatted(batch[i]));
          }
          target[done + i] = (int) batch[i];
        }
      }
    }
  }

  /** Values one behind the other. */
  static final class Texts implements ValueDecoder {
    private final byte[] bytes;
    private final Lengths lengths;
    private final int end;
    private int position;

    Texts(byte[] bytes, Lengths lengths, int end) {
      this.bytes = bytes;
      this.lengths = lengths;
      this.position = lengths.end;
      this.end = end;
    }

    @Override
    public void read(LeafValues target, int count) throws IOException {
      target.ensure(count);
      target.bytes = bytes;
      target.lengthsBefore = false;
      lengths.read(target.lengths, count);
      for (int i = 0; i < count; i++) {
        int length = target.lengths[i];
        if (length > end - position) {
          throw new EOFException("a page ends within its values");
        }
        target.offsets[i] = position;
        position += length;
      }
    }
  }

  /** Values that begin as the one before. */
  static final class Prefixed implements ValueDecoder {
    private final Lengths prefixes;
    private final Texts suffixes;
    private byte[] last;
    private byte[] whole = {};
    private int[] shared = {};

    Prefixed(Lengths prefixes, Texts suffixes, byte[] before) {
      this.prefixes = prefixes;
      this.suffixes = suffixes;
      this.last = before;
    }

    /** The last value that was given. */
    byte[] last() {
      return last;
    }

    @Override
    public void read(LeafValues target, int count) throws IOException {
      suffixes.read(target, count);
      shared = LeafValues.grown(shared, count);
      prefixes.read(shared, count);
      byte[] page = target.bytes;
      ensure(Math.min(MOST_BYTES, last.length), 0);
      System.arraycopy(last, 0, whole, 0, last.length);
      int lastStart = 0;
      int lastLength = last.length;
      int position = last.length;
      for (int i = 0; i < count; i++) {
        int prefix = shared[i];
        int suffix = target.lengths[i];
        if (prefix > lastLength || (long) position + prefix + suffix > MOST_BYTES) {
          throw new IOException("a value begins with %d bytes of the one before".formatted(prefix));
        }
        ensure(position + prefix + suffix, position);
        System.arraycopy(whole, lastStart, whole, position, prefix);
        System.arraycopy(page, target.offsets[i], whole, position + prefix, suffix);
        target.offsets[i] = position;
        target.lengths[i] = prefix + suffix;
        lastStart = position;
        lastLength = prefix + suffix;
        position += lastLength;
      }
      target.bytes = whole;
      last = Arrays.copyOfRange(whole, lastStart, lastStart + lastLength);
    }

    private void ensure(int capacity, int used) {
      if (whole.length < capacity) {
        byte[] larger = new byte[Math.max(capacity, Math.min(MOST_BYTES, whole.length * 2))];
        System.arraycopy(whole, 0, larger, 0, used);
        whole = larger;
      }
    }
  }
}
