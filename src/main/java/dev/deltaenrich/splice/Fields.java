package dev.deltaenrich.splice;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Field numbers of <a
 * href="https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift">parquet.thrift</a>,
 * by struct, and what of them splicing has to know.
 */
final class Fields {
  private Fields() {}

  /** {@code FileMetaData}. */
  static final class File {
    static final int VERSION = 1;
    static final int SCHEMA = 2;
    static final int ROWS = 3;
    static final int ROW_GROUPS = 4;
    static final int KEY_VALUES = 5;
    static final int CREATED_BY = 6;
    static final int COLUMN_ORDERS = 7;
    static final int ENCRYPTION_ALGORITHM = 8;
    static final Set<Short> KNOWN = numbers(1, 9);

    private File() {}
  }

  /** {@code SchemaElement}. */
  static final class Element {
    static final int TYPE = 1;
    static final int REPETITION = 3;
    static final int NAME = 4;
    static final int CHILDREN = 5;
    static final int CONVERTED_TYPE = 6;
    static final int SCALE = 7;
    static final int FIELD_ID = 9;
    static final int LOGICAL_TYPE = 10;

    private Element() {}
  }

  /** {@code LogicalType}, a union. */
  static final class Logical {
    static final int STRING = 1;
    static final int LIST = 3;
    static final int ENUM = 4;
    static final int DECIMAL = 5;
    static final int DATE = 6;
    static final int TIMESTAMP = 8;
    static final int INTEGER = 10;
    static final int JSON = 12;

    private Logical() {}
  }

  /** {@code DecimalType}. */
  static final class DecimalType {
    static final int SCALE = 1;

    private DecimalType() {}
  }

  /** {@code TimestampType}, and the {@code TimeUnit} in it, a union. */
  static final class TimestampType {
    static final int UNIT = 2;
    static final int MILLIS = 1;
    static final int MICROS = 2;
    static final int NANOS = 3;

    private TimestampType() {}
  }

  /** {@code IntType}. */
  static final class IntegerType {
    static final int SIGNED = 2;

    private IntegerType() {}
  }

  /** {@code RowGroup}. */
  static final class Group {
    static final int CHUNKS = 1;
    static final int TOTAL_BYTES = 2;
    static final int ROWS = 3;
    static final int SORTING = 4;
    static final int FILE_OFFSET = 5;
    static final int TOTAL_COMPRESSED_BYTES = 6;
    static final int ORDINAL = 7;
    static final Set<Short> KNOWN = numbers(1, 7);

    private Group() {}
  }

  /** {@code SortingColumn}. */
  static final class Sorting {
    static final int CHUNK = 1;

    private Sorting() {}
  }

  /** {@code ColumnChunk}. */
  static final class Chunk {
    static final int FILE_PATH = 1;
    static final int FILE_OFFSET = 2;
    static final int META_DATA = 3;
    static final int OFFSET_INDEX = 4;
    static final int OFFSET_INDEX_LENGTH = 5;
    static final int COLUMN_INDEX = 6;
    static final int COLUMN_INDEX_LENGTH = 7;
    static final int CRYPTO = 8;
    static final int ENCRYPTED_META_DATA = 9;

    private Chunk() {}
  }

  /** {@code ColumnMetaData}. */
  static final class Data {
    static final int TYPE = 1;
    static final int ENCODINGS = 2;
    static final int PATH = 3;
    static final int CODEC = 4;
    static final int VALUES = 5;
    static final int UNCOMPRESSED_BYTES = 6;
    static final int COMPRESSED_BYTES = 7;
    static final int DATA_PAGE = 9;
    static final int INDEX_PAGE = 10;
    static final int DICTIONARY_PAGE = 11;
    static final int STATISTICS = 12;
    static final int ENCODING_STATS = 13;
    static final int BLOOM_FILTER = 14;
    static final int BLOOM_FILTER_LENGTH = 15;

    private Data() {}
  }

  /** {@code OffsetIndex}, and the {@code PageLocation}s in it. */
  static final class OffsetIndex {
    static final int PAGES = 1;
    static final int PAGE_OFFSET = 1;

    private OffsetIndex() {}
  }

  /** {@code BloomFilterHeader}. */
  static final class BloomFilter {
    static final int BYTES = 1;

    private BloomFilter() {}
  }

  /** {@code Statistics}. */
  static final class Bounds {
    static final int OLD_MAX = 1;
    static final int OLD_MIN = 2;
    static final int NULL_COUNT = 3;
    static final int MAX = 5;
    static final int MIN = 6;
    static final int MAX_IS_EXACT = 7;
    static final int MIN_IS_EXACT = 8;

    private Bounds() {}
  }

  /** {@code ColumnOrder}, a union. */
  static final class Order {
    static final int TYPE_DEFINED = 1;

    private Order() {}
  }

  /** {@code PageEncodingStats}. */
  static final class EncodingStats {
    static final int PAGE_TYPE = 1;
    static final int ENCODING = 2;
    static final int COUNT = 3;

    private EncodingStats() {}
  }

  /** {@code PageHeader}, and the headers of kinds of pages inside it. */
  static final class Page {
    static final int TYPE = 1;
    static final int UNCOMPRESSED_BYTES = 2;
    static final int COMPRESSED_BYTES = 3;
    static final int CRC = 4;
    static final int DATA_PAGE = 5;
    static final int DICTIONARY_PAGE = 7;
    static final int DATA_PAGE_V2 = 8;

    /** Of all three kinds. */
    static final int VALUES = 1;

    static final int ENCODING = 2;
    static final int DEFINITION_ENCODING = 3;
    static final int REPETITION_ENCODING = 4;
    static final int ENCODING_V2 = 4;
    static final int DEFINITION_BYTES_V2 = 5;
    static final int REPETITION_BYTES_V2 = 6;
    static final int IS_COMPRESSED_V2 = 7;

    private Page() {}
  }

  /** {@code KeyValue}. */
  static final class KeyValue {
    static final int KEY = 1;
    static final int VALUE = 2;

    private KeyValue() {}
  }

  private static Set<Short> numbers(int first, int last) {
    return IntStream.rangeClosed(first, last)
        .mapToObj(number -> (short) number)
        .collect(Collectors.toUnmodifiableSet());
  }
}
