package dev.deltaenrich.splice;

import java.io.IOException;
import org.apache.parquet.CorruptDeltaByteArrays;
import org.apache.parquet.VersionParser;
import org.apache.parquet.VersionParser.ParsedVersion;
import org.apache.parquet.VersionParser.VersionParseException;
import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ValuesType;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.column.values.RequiresPreviousReader;
import org.apache.parquet.column.values.ValuesReader;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridValuesReader;

/**
 * The pages of one key chunk, decoded by Parquet's own readers, a page at a time: a reader of
 * single rows would cost more than all the rest. Not thread-safe.
 */
final class KeyPages {
  private final PageReader pages;
  private final ColumnDescriptor column;
  private final ParsedVersion writer;
  private final Dictionary dictionary;
  private ValuesReader values;

  private KeyPages(
      PageReader pages, ColumnDescriptor column, ParsedVersion writer, Dictionary dictionary) {
    this.pages = pages;
    this.column = column;
    this.writer = writer;
    this.dictionary = dictionary;
  }

  /**
   * Decodes the dictionary, if there is one.
   *
   * @param createdBy what the footer calls its writer; may be null
   */
  static KeyPages of(PageReadStore group, ColumnDescriptor column, String createdBy)
      throws IOException {
    PageReader pages = group.getPageReader(column);
    return new KeyPages(
        pages, column, parsed(createdBy), decoded(column, pages.readDictionaryPage()));
  }

  /** A dictionary page's values; null for null. */
  static Dictionary decoded(ColumnDescriptor column, DictionaryPage page) throws IOException {
    return page == null ? null : page.getEncoding().initDictionary(column, page);
  }

  private static ParsedVersion parsed(String createdBy) {
    try {
      return createdBy == null ? null : VersionParser.parse(createdBy);
    } catch (VersionParseException e) {
      return null;
    }
  }

  /** The dictionary, or null. */
  Dictionary dictionary() {
    return dictionary;
  }

  /** Decodes page after page. */
  void forEach(KeySink into) throws IOException {
    for (DataPage page = pages.readPage(); page != null; page = pages.readPage()) {
      if (page instanceof DataPageV1 one) {
        read(one, into);
      } else {
        read((DataPageV2) page, into);
      }
    }
  }

  private void read(DataPageV1 page, KeySink into) throws IOException {
    int count = page.getValueCount();
    ByteBufferInputStream in = page.getBytes().toInputStream();
    ValuesReader repetition =
        page.getRlEncoding().getValuesReader(column, ValuesType.REPETITION_LEVEL);
    repetition.initFromPage(count, in);
    ValuesReader definition =
        page.getDlEncoding().getValuesReader(column, ValuesType.DEFINITION_LEVEL);
    definition.initFromPage(count, in);
    read(definition, page.getValueEncoding(), in, count, into);
  }

  private void read(DataPageV2 page, KeySink into) throws IOException {
    int count = page.getValueCount();
    // Levels of a page v2 lack the length in front that this reader wants.
    BytesInput levels = page.getDefinitionLevels();
    ValuesReader definition = new RunLengthBitPackingHybridValuesReader(1);
    if (column.getMaxDefinitionLevel() > 0) {
      definition.initFromPage(
          count,
          BytesInput.concat(BytesInput.fromInt(Math.toIntExact(levels.size())), levels)
              .toInputStream());
    }
    read(definition, page.getDataEncoding(), page.getData().toInputStream(), count, into);
  }

  private void read(
      ValuesReader definition, Encoding encoding, ByteBufferInputStream in, int count, KeySink into)
      throws IOException {
    ValuesReader levels = column.getMaxDefinitionLevel() == 0 ? null : definition;
    if (encoding.usesDictionary()) {
      if (dictionary == null) {
        throw new IOException("a page uses a dictionary that is not there");
      }
      values = encoding.getDictionaryBasedValuesReader(column, ValuesType.VALUES, dictionary);
      values.initFromPage(count, in);
      into.addIds(levels, values, count);
      return;
    }
    ValuesReader previous = values;
    values = encoding.getValuesReader(column, ValuesType.VALUES);
    values.initFromPage(count, in);
    // PARQUET-246: some writers went on with the prefixes of the page before.
    if (CorruptDeltaByteArrays.requiresSequentialReads(writer, encoding)
        && previous instanceof RequiresPreviousReader) {
      ((RequiresPreviousReader) values).setPreviousReader(previous);
    }
    into.addTexts(levels, values, count);
  }
}
