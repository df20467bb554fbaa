package dev.deltaenrich.splice;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What stands in a source for readers that skip: column indexes, offset indexes and bloom filters
 * (parquet-format, PageIndex.md, BloomFilter.md). What is not where the footer says is left out,
 * since readers do without. Not thread-safe.
 */
final class PageIndexes {
  /** No sensible file has more; a footer that lies may say so. */
  private static final long MOST_BYTES = 1L << 26;

  private static final int LONGEST_BLOOM_HEADER = 64;
  private static final byte[] NONE = {};

  private final Source source;
  private final long end;
  private final long start;
  private final ByteBuffer indexes;

  private PageIndexes(Source source, long end, long start, ByteBuffer indexes) {
    this.source = source;
    this.end = end;
    this.start = start;
    this.indexes = indexes;
  }

  /** Reads all column and offset indexes of a source, in one request. */
  static PageIndexes read(Source source, ParquetFooter footer) throws IOException {
    long end = footer.start();
    List<long[]> ranges = new ArrayList<>();
    for (ThriftStruct group : footer.groups()) {
      for (ThriftStruct chunk : group.list(Fields.Group.CHUNKS, ThriftStruct.class)) {
        addRange(chunk, Fields.Chunk.COLUMN_INDEX, Fields.Chunk.COLUMN_INDEX_LENGTH, end, ranges);
        addRange(chunk, Fields.Chunk.OFFSET_INDEX, Fields.Chunk.OFFSET_INDEX_LENGTH, end, ranges);
      }
    }
    long first = ranges.stream().mapToLong(range -> range[0]).min().orElse(0);
    long last = ranges.stream().mapToLong(range -> range[1]).max().orElse(0);
    return last - first > MOST_BYTES
        ? new PageIndexes(source, end, 0, ByteBuffer.wrap(NONE))
        : new PageIndexes(source, end, first, source.view(first, (int) (last - first)));
  }

  private static void addRange(
      ThriftStruct chunk, int offset, int length, long end, List<long[]> ranges) {
    long first = chunk.number(offset);
    long bytes = chunk.number(length);
    if (first > 0 && bytes > 0 && bytes <= end - first) {
      ranges.add(new long[] {first, first + bytes});
    }
  }

  static PageIndexes read(OpenSource source) throws IOException {
    return read(source.source(), source.footer());
  }

  /** A chunk's column index; empty where there is none. */
  byte[] columnIndex(ThriftStruct chunk) {
    return bytes(chunk, Fields.Chunk.COLUMN_INDEX, Fields.Chunk.COLUMN_INDEX_LENGTH);
  }

  /**
   * A chunk's offset index; empty where there is none.
   *
   * @param shift how much further on the chunk's pages stand than it says
   */
  byte[] offsetIndex(ThriftStruct chunk, long shift) {
    byte[] index = bytes(chunk, Fields.Chunk.OFFSET_INDEX, Fields.Chunk.OFFSET_INDEX_LENGTH);
    if (index.length == 0 || shift == 0) {
      return index;
    }
    try {
      ThriftStruct struct = ThriftStruct.read(index);
      List<ThriftStruct> pages =
          struct.list(Fields.OffsetIndex.PAGES, ThriftStruct.class).stream()
              .map(
                  page ->
                      page.withNumber(
                          Fields.OffsetIndex.PAGE_OFFSET,
                          page.number(Fields.OffsetIndex.PAGE_OFFSET) + shift))
              .toList();
      return struct.withStructs(Fields.OffsetIndex.PAGES, pages).toBytes();
    } catch (IOException | RuntimeException e) {
      return NONE;
    }
  }

  private byte[] bytes(ThriftStruct chunk, int offset, int length) {
    long first = chunk.number(offset) - start;
    long bytes = chunk.number(length);
    if (chunk.number(offset) <= 0
        || bytes <= 0
        || first < 0
        || first + bytes > indexes.limit() - base()) {
      return NONE;
    }
    byte[] found = new byte[(int) bytes];
    indexes.get(base() + (int) first, found);
    return found;
  }

  private int base() {
    return indexes.position();
  }

  /** A chunk's bloom filter with its header; empty where there is none. */
  byte[] bloomFilter(ThriftStruct chunk) throws IOException {
    long first = chunk.struct(Fields.Chunk.META_DATA).number(Fields.Data.BLOOM_FILTER);
    if (first <= 0 || first >= end) {
      return NONE;
    }
    byte[] head = source.read(first, (int) Math.min(LONGEST_BLOOM_HEADER, end - first));
    ByteArrayInputStream in = new ByteArrayInputStream(head);
    long bits;
    try {
      bits = ThriftStruct.read(in).number(Fields.BloomFilter.BYTES);
    } catch (IOException e) {
      return NONE;
    }
    long bytes = head.length - in.available() + bits;
    return bits <= 0 || bytes > Math.min(MOST_BYTES, end - first)
        ? NONE
        : source.read(first, (int) bytes);
  }
}
