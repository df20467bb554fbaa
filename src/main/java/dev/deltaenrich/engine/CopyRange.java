package dev.deltaenrich.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * Some bytes of a source that become one part of an upload.
 *
 * @param part the part's number, from 1
 * @param first the first byte's position
 * @param last the last byte's position, inclusive as in HTTP
 */
record CopyRange(int part, long first, long last) {
  private static final long MEBIBYTE = 1L << 20;

  /** The least a part may hold unless it is the last (S3 API, "Multipart upload limits"). */
  static final long SMALLEST_PART_BYTES = 5 * MEBIBYTE;

  /**
   * What a part holds. A store that copies a part may say nothing until it is done, and S3A waits
   * 15 s for the next byte; so it is what a slow disk with many copies can do in that time.
   */
  static final long PART_BYTES = 64 * MEBIBYTE;

  /** One part is left for the tail. */
  private static final int MOST_PARTS = 10_000 - 1;

  /**
   * Cuts a prefix into ranges of about the same size.
   *
   * @param prefix at least {@link #SMALLEST_PART_BYTES}
   * @param partBytes about what each is to hold
   */
  static List<CopyRange> of(long prefix, long partBytes) {
    long parts = Math.min((prefix + partBytes - 1) / partBytes, MOST_PARTS);
    parts = Math.max(1, Math.min(parts, prefix / SMALLEST_PART_BYTES));
    List<CopyRange> ranges = new ArrayList<>();
    for (int part = 1; part <= parts; part++) {
      ranges.add(
          new CopyRange(
              part, position(prefix, part - 1, parts), position(prefix, part, parts) - 1));
    }
    return ranges;
  }

  /** The same bytes of a source behind others, as a part behind others. */
  CopyRange moved(int parts, long bytes) {
    return new CopyRange(part + parts, first + bytes, last + bytes);
  }

  /** Where so many of the parts end; without overflow up to S3's largest object, 5 TiB. */
  private static long position(long prefix, long done, long parts) {
    return prefix / parts * done + prefix % parts * done / parts;
  }
}
