package dev.deltaenrich.splice;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;

/** What happens to a file. */
enum Damage {
  FLIPPED_BITS_OF_FOOTER,
  OVERWRITTEN_FOOTER,
  LYING_FOOTER,
  AGREEING_FOOTER,
  BYTES_OF_FOOTER_LOST,
  CUT,
  OTHER_LENGTH_OF_FOOTER,
  LYING_PAGE_HEADER,
  FLIPPED_BITS_OF_PAGES,
  OVERWRITTEN_PAGES;

  private static final int TRAILER = ParquetFooter.TRAILER;

  /** The bytes afterwards; mostly others, always new ones. */
  byte[] of(SoundFile file, Random random) throws IOException {
    byte[] bytes = file.bytes().clone();
    int start = file.footerStart();
    int end = bytes.length - TRAILER;
    ThriftLies lies = new ThriftLies(random, bytes.length);
    return switch (this) {
      case FLIPPED_BITS_OF_FOOTER -> flipped(bytes, start, end, random);
      case OVERWRITTEN_FOOTER -> overwritten(bytes, start, end, random);
      case LYING_FOOTER -> {
        ThriftStruct footer = lies.in(file.footer());
        for (int i = random.nextInt(3); i > 0; i--) {
          footer = lies.in(footer);
        }
        yield file.withFooter(footer);
      }
      case AGREEING_FOOTER -> file.withFooter(new FooterLies(random, lies).in(file.footer()));
      case BYTES_OF_FOOTER_LOST -> withoutSome(bytes, start, end, random);
      case CUT -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case OTHER_LENGTH_OF_FOOTER -> overwritten(bytes, end, bytes.length, random);
      case LYING_PAGE_HEADER -> file.withPageHeader(random, lies::in);
      case FLIPPED_BITS_OF_PAGES -> flipped(bytes, 4, start, random);
      case OVERWRITTEN_PAGES -> overwritten(bytes, 4, start, random);
    };
  }

  private static byte[] flipped(byte[] bytes, int from, int to, Random random) {
    for (int i = random.nextInt(3); i >= 0; i--) {
      bytes[from + random.nextInt(to - from)] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  private static byte[] overwritten(byte[] bytes, int from, int to, Random random) {
    int first = from + random.nextInt(to - from);
    int last = Math.min(to, first + 1 + random.nextInt(8));
    if (random.nextBoolean()) {
      Arrays.fill(bytes, first, last, (byte) random.nextInt());
    } else {
      byte[] noise = new byte[last - first];
      random.nextBytes(noise);
      System.arraycopy(noise, 0, bytes, first, noise.length);
    }
    return bytes;
  }

  /** The length behind the footer is of the bytes that are left, or of those that were. */
  private static byte[] withoutSome(byte[] bytes, int from, int to, Random random) {
    int first = from + random.nextInt(to - from);
    int lost = Math.min(to - first, 1 + random.nextInt(20));
    byte[] left = Arrays.copyOf(bytes, bytes.length - lost);
    System.arraycopy(bytes, first + lost, left, first, bytes.length - first - lost);
    if (random.nextBoolean()) {
      int length = to - from - lost;
      for (int i = 0; i < Integer.BYTES; i++) {
        left[left.length - TRAILER + i] = (byte) (length >>> i * Byte.SIZE);
      }
    }
    return left;
  }
}
