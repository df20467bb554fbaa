package dev.deltaenrich.splice;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Copies column chunks of several files into one as they are. The pages come first, row group by
 * row group; bloom filters and page indexes follow when all pages are there. Not thread-safe.
 */
final class ChunkCopier {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

  /** Chunks that stand closer together are copied in one piece. */
  private static final long SMALL_GAP = 1 << 12;

  /** Bytes that are read at once of a source that is not in memory. */
  private static final int PIECE = 1 << 23;

  private final NewFile target;
  private long position;

  /**
   * @param target nothing was written to it
   */
  ChunkCopier(NewFile target) throws IOException {
    this.target = target;
    write(ByteBuffer.wrap(MAGIC));
  }

  /** Where the next byte goes. */
  long position() {
    return position;
  }

  void write(ByteBuffer bytes) throws IOException {
    position += bytes.remaining();
    target.write(bytes);
  }

  /**
   * Copies the pages of some chunks.
   *
   * @param end where the source's footer starts; no chunk reaches further
   * @return in the order of {@code chunks}
   */
  List<CopiedChunk> copy(Source source, long end, PageIndexes indexes, List<ThriftStruct> chunks)
      throws IOException {
    List<Piece> pieces = pieces(chunks, end);
    for (Piece piece : pieces) {
      piece.target = position;
      copy(source, piece.start, Math.min(piece.end + ParquetChunk.UNCOUNTED_HEADER, end));
    }
    List<CopiedChunk> copied = new ArrayList<>();
    for (ThriftStruct chunk : chunks) {
      long start = ParquetChunk.of(chunk).start();
      Piece piece = pieces.stream().filter(it -> it.holds(start)).findFirst().orElseThrow();
      copied.add(moved(chunk, indexes, piece.target - piece.start));
    }
    return copied;
  }

  private void copy(Source source, long from, long to) throws IOException {
    for (long at = from; at < to; ) {
      if (!source.isInMemory() && target.copy(source.path(), at, to)) {
        position += to - at;
        return;
      }
      int length = (int) Math.min(PIECE, to - at);
      write(source.view(at, length));
      at += length;
    }
  }

  private static CopiedChunk moved(ThriftStruct chunk, PageIndexes indexes, long shift)
      throws IOException {
    byte[] columnIndex = indexes.columnIndex(chunk);
    byte[] offsetIndex = indexes.offsetIndex(chunk, shift);
    byte[] bloomFilter = indexes.bloomFilter(chunk);
    ThriftStruct data = chunk.struct(Fields.Chunk.META_DATA);
    for (int field :
        List.of(Fields.Data.DATA_PAGE, Fields.Data.INDEX_PAGE, Fields.Data.DICTIONARY_PAGE)) {
      // Some writers note 0 for a dictionary that is not there.
      if (data.number(field) > 0) {
        data = data.withNumber(field, data.number(field) + shift);
      }
    }
    if (bloomFilter.length == 0) {
      data = data.without(Fields.Data.BLOOM_FILTER, Fields.Data.BLOOM_FILTER_LENGTH);
    }
    ThriftStruct moved = chunk.withStruct(Fields.Chunk.META_DATA, data);
    if (moved.number(Fields.Chunk.FILE_OFFSET) != 0) {
      // Deprecated; once where the metadata stood a second time, which nobody copies.
      moved = moved.withNumber(Fields.Chunk.FILE_OFFSET, ParquetChunk.of(moved).start());
    }
    if (columnIndex.length == 0 || offsetIndex.length == 0) {
      // A column index tells of pages by number, and only an offset index where they are.
      return new CopiedChunk(
          moved.without(
              Fields.Chunk.COLUMN_INDEX,
              Fields.Chunk.COLUMN_INDEX_LENGTH,
              Fields.Chunk.OFFSET_INDEX,
              Fields.Chunk.OFFSET_INDEX_LENGTH),
          new byte[0],
          new byte[0],
          bloomFilter);
    }
    return new CopiedChunk(moved, columnIndex, offsetIndex, bloomFilter);
  }

  private static List<Piece> pieces(List<ThriftStruct> chunks, long end) {
    List<Piece> pieces = new ArrayList<>();
    chunks.stream()
        .map(ParquetChunk::of)
        .sorted(Comparator.comparingLong(ParquetChunk::start))
        .forEach(
            chunk -> {
              long chunkEnd = Math.min(chunk.start() + chunk.bytes(), end);
              Piece last = pieces.isEmpty() ? null : pieces.get(pieces.size() - 1);
              if (last == null || chunk.start() - last.end > SMALL_GAP) {
                pieces.add(new Piece(chunk.start(), chunkEnd));
              } else {
                last.end = Math.max(last.end, chunkEnd);
              }
            });
    return pieces;
  }

  /** Bytes of a source that are copied as one, and where they went. */
  private static final class Piece {
    private final long start;
    private long end;
    private long target;

    Piece(long start, long end) {
      this.start = start;
      this.end = end;
    }

    boolean holds(long position) {
      return position >= start && position <= end;
    }
  }

  /**
   * Writes what follows the pages.
   *
   * @param groups the chunks of each row group
   * @return the {@code ColumnChunk}s of each row group
   */
  List<List<ThriftStruct>> finish(List<List<CopiedChunk>> groups) throws IOException {
    List<CopiedChunk> all = groups.stream().flatMap(List::stream).toList();
    long[] blooms = new long[all.size()];
    long[] columns = new long[all.size()];
    long[] offsets = new long[all.size()];
    for (int i = 0; i < blooms.length; i++) {
      blooms[i] = write(all.get(i).bloomFilter());
    }
    for (int i = 0; i < columns.length; i++) {
      columns[i] = write(all.get(i).columnIndex());
    }
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = write(all.get(i).offsetIndex());
    }
    List<List<ThriftStruct>> finished = new ArrayList<>();
    int next = 0;
    for (List<CopiedChunk> group : groups) {
      List<ThriftStruct> chunks = new ArrayList<>();
      for (CopiedChunk chunk : group) {
        chunks.add(chunk.finished(columns[next], offsets[next], blooms[next]));
        next++;
      }
      finished.add(chunks);
    }
    return finished;
  }

  private long write(byte[] bytes) throws IOException {
    long at = position;
    write(ByteBuffer.wrap(bytes));
    return at;
  }
}
