package dev.deltaenrich.splice;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * One column's bytes in one row group, as the footer describes them (parquet.thrift, {@code
 * ColumnMetaData}).
 *
 * @param column the column's path, its parts joined by dots; empty when the chunk is encrypted
 * @param codec the number of its codec
 * @param encodings the numbers of its encodings
 * @param values its values, nulls included
 * @param start where its first page stands in the file
 * @param bytes the bytes of its pages with their headers
 */
record ParquetChunk(
    String column, int codec, List<Integer> encodings, long values, long start, long bytes) {
  /**
   * Writers before parquet-mr 1.3 left the dictionary page's header out of {@code bytes}. Readers
   * look for that many bytes behind the chunk.
   */
  static final int UNCOUNTED_HEADER = 100;

  /** Spark 3.4's Parquet (1.12) has decompressors for these; for LZO and Brotli it has none. */
  private static final Set<CompressionCodec> CODECS =
      EnumSet.of(
          CompressionCodec.UNCOMPRESSED,
          CompressionCodec.SNAPPY,
          CompressionCodec.GZIP,
          CompressionCodec.LZ4,
          CompressionCodec.ZSTD);

  /** Encodings Spark 3.4's vectorized reader has no decoder for. */
  private static final Set<Encoding> UNREADABLE_ENCODINGS = EnumSet.of(Encoding.BYTE_STREAM_SPLIT);

  /** Reads a {@code ColumnChunk}. */
  static ParquetChunk of(ThriftStruct chunk) {
    ThriftStruct data = chunk.struct(Fields.Chunk.META_DATA);
    long dataPage = data.number(Fields.Data.DATA_PAGE);
    long dictionary = data.number(Fields.Data.DICTIONARY_PAGE);
    return new ParquetChunk(
        String.join(".", data.list(Fields.Data.PATH, String.class)),
        (int) data.number(Fields.Data.CODEC),
        data.list(Fields.Data.ENCODINGS, Integer.class),
        data.number(Fields.Data.VALUES),
        dictionary > 0 ? Math.min(dictionary, dataPage) : dataPage,
        data.number(Fields.Data.COMPRESSED_BYTES));
  }

  /** What some {@code ColumnChunk}s have in a field of their {@code ColumnMetaData}, in all. */
  static long sum(List<ThriftStruct> chunks, int field) {
    return chunks.stream()
        .mapToLong(chunk -> chunk.struct(Fields.Chunk.META_DATA).number(field))
        .sum();
  }

  /**
   * The codec for chunks that are added beside this one, so that a reader of the one can read the
   * other. LZ4 is the exception, since writers do not agree on what it is (parquet-format,
   * Compression.md).
   */
  CompressionCodecName codecForMore() {
    CompressionCodec known = CompressionCodec.findByValue(codec);
    return known == CompressionCodec.LZ4
        ? CompressionCodecName.SNAPPY
        : CompressionCodecName.fromParquet(known);
  }

  /** What this Spark cannot read of it, for people. */
  Optional<String> unreadable() {
    return undecodable()
        .or(() -> encodings.stream().flatMap(number -> unreadable(number).stream()).findFirst());
  }

  /** What no reader here can decode of it, for people. */
  Optional<String> undecodable() {
    if (column.isEmpty()) {
      return Optional.of("an encrypted column");
    }
    CompressionCodec known = CompressionCodec.findByValue(codec);
    if (known == null || !CODECS.contains(known)) {
      return Optional.of("codec %s of column '%s'".formatted(name(known, codec), column));
    }
    return encodings.stream()
        .filter(number -> Encoding.findByValue(number) == null)
        .flatMap(number -> unreadable(number).stream())
        .findFirst();
  }

  /** The same for one encoding, which the footer may or may not list. */
  Optional<String> unreadable(int encoding) {
    Encoding known = Encoding.findByValue(encoding);
    return known == null || UNREADABLE_ENCODINGS.contains(known)
        ? Optional.of(
            "encoding %s of column '%s' (codec %s)"
                .formatted(
                    name(known, encoding),
                    column,
                    name(CompressionCodec.findByValue(codec), codec)))
        : Optional.empty();
  }

  private static String name(Enum<?> known, int number) {
    return known == null ? "number " + number : known.name();
  }
}
