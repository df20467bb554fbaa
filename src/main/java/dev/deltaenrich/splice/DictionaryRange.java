package dev.deltaenrich.splice;

import java.util.List;
import java.util.Set;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageType;

/** Finds column chunks whose dictionary says all there is to say. */
final class DictionaryRange {
  private static final Set<Long> DICTIONARY =
      Set.of(
          (long) Encoding.PLAIN_DICTIONARY.getValue(), (long) Encoding.RLE_DICTIONARY.getValue());
  private static final Set<Long> DATA_PAGES =
      Set.of((long) PageType.DATA_PAGE.getValue(), (long) PageType.DATA_PAGE_V2.getValue());

  private DictionaryRange() {}

  /**
   * The bytes at a chunk's start that are its dictionary page; 0 when not all data pages use it, or
   * when the footer does not tell.
   */
  static long bytes(ThriftStruct chunk) {
    ThriftStruct data = chunk.struct(Fields.Chunk.META_DATA);
    List<ThriftStruct> dataPages =
        data.list(Fields.Data.ENCODING_STATS, ThriftStruct.class).stream()
            .filter(stats -> DATA_PAGES.contains(stats.number(Fields.EncodingStats.PAGE_TYPE)))
            .filter(stats -> stats.number(Fields.EncodingStats.COUNT) > 0)
            .toList();
    boolean everywhere =
        dataPages.stream()
            .allMatch(stats -> DICTIONARY.contains(stats.number(Fields.EncodingStats.ENCODING)));
    long dictionary = data.number(Fields.Data.DICTIONARY_PAGE);
    long first = data.number(Fields.Data.DATA_PAGE);
    return !dataPages.isEmpty() && everywhere && dictionary > 0 && first > dictionary
        ? first - dictionary
        : 0;
  }
}
