package dev.deltaenrich.splice;

/**
 * A column chunk whose pages were copied into another file, and what is still to follow them there.
 *
 * @param chunk its {@code ColumnChunk}, offsets of pages as in the other file
 * @param columnIndex empty where there is none
 * @param offsetIndex likewise; offsets of pages as in the other file
 * @param bloomFilter likewise, with its header
 */
record CopiedChunk(ThriftStruct chunk, byte[] columnIndex, byte[] offsetIndex, byte[] bloomFilter) {

  /** Where its first page stands. */
  long start() {
    return ParquetChunk.of(chunk).start();
  }

  /**
   * The {@code ColumnChunk} when all that belongs to it is in the file.
   *
   * @param columnIndexAt where its column index stands; any number where it has none
   */
  ThriftStruct finished(long columnIndexAt, long offsetIndexAt, long bloomFilterAt) {
    ThriftStruct done = chunk;
    if (bloomFilter.length > 0) {
      done =
          done.withStruct(
              Fields.Chunk.META_DATA,
              done.struct(Fields.Chunk.META_DATA)
                  .withNumber(Fields.Data.BLOOM_FILTER, bloomFilterAt));
    }
    if (columnIndex.length > 0) {
      done = done.withNumber(Fields.Chunk.COLUMN_INDEX, columnIndexAt);
    }
    if (offsetIndex.length > 0) {
      done =
          done.withNumber(Fields.Chunk.OFFSET_INDEX, offsetIndexAt)
              .withNumber(Fields.Chunk.OFFSET_INDEX_LENGTH, offsetIndex.length);
    }
    return done;
  }
}
