package dev.deltaenrich.sink;

import dev.deltaenrich.config.KeyEquality;
import dev.deltaenrich.config.KeyMatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.DummyRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;

/**
 * Finds a few rows of a large file of the lookup history. No row but these is assembled, and of the
 * others' values no text is made, which takes a tenth of the time that reading all rows takes.
 *
 * @param columns the looked-up columns
 * @param wanted tells the keys of these rows
 */
record KeyedRows(List<String> columns, Predicate<Binary> wanted) {
  private static final String[] KEY = {"key"};
  private static final String[] NAME = {"values", "key_value", "key"};
  private static final String[] VALUE = {"values", "key_value", "value"};

  /**
   * @param keys as they are compared
   */
  static KeyedRows of(List<String> columns, Set<String> keys, KeyEquality match) {
    if (match != KeyMatch.EXACT) {
      return new KeyedRows(columns, key -> keys.contains(match.normalise(key.toStringUsingUTF8())));
    }
    Set<Binary> bytes = keys.stream().map(Binary::fromString).collect(Collectors.toSet());
    return new KeyedRows(columns, bytes::contains);
  }

  /** Of a snapshot's rows, all that have a key. */
  static KeyedRows all(List<String> columns) {
    return new KeyedRows(columns, any -> true);
  }

  /** Those of one file. */
  List<ArchivedRow> of(LookupFile file) throws IOException {
    List<ArchivedRow> found = new ArrayList<>();
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(file.path(), file.conf()))) {
      MessageType schema = reader.getFileMetaData().getSchema();
      String writer = reader.getFileMetaData().getCreatedBy();
      for (PageReadStore group = reader.readNextRowGroup();
          group != null;
          group = reader.readNextRowGroup()) {
        ColumnReadStoreImpl readers =
            new ColumnReadStoreImpl(
                group, new DummyRecordConverter(schema).getRootConverter(), schema, writer);
        find(
            group.getRowCount(),
            readers.getColumnReader(schema.getColumnDescription(KEY)),
            readers.getColumnReader(schema.getColumnDescription(NAME)),
            readers.getColumnReader(schema.getColumnDescription(VALUE)),
            found);
      }
    }
    return found;
  }

  private void find(
      long rows,
      ColumnReader keys,
      ColumnReader names,
      ColumnReader values,
      List<ArchivedRow> found) {
    for (long row = 0; row < rows; row++) {
      Binary key = isThere(keys) ? keys.getBinary() : null;
      if (key != null && wanted.test(key)) {
        found.add(row(key.toStringUsingUTF8(), names, values));
      } else {
        skip(names, values);
      }
      keys.consume();
    }
  }

  private ArchivedRow row(String key, ColumnReader names, ColumnReader values) {
    Map<String, String> texts = new HashMap<>();
    do {
      if (isThere(names)) {
        texts.put(
            names.getBinary().toStringUsingUTF8(),
            isThere(values) ? values.getBinary().toStringUsingUTF8() : null);
      }
    } while (next(names, values));
    return new ArchivedRow(key, columns.stream().map(texts::get).toList());
  }

  private static void skip(ColumnReader names, ColumnReader values) {
    do {
      if (isThere(names)) {
        names.skip();
      }
      if (isThere(values)) {
        values.skip();
      }
    } while (next(names, values));
  }

  /** Whether a further entry of the same row's map follows. */
  private static boolean next(ColumnReader names, ColumnReader values) {
    names.consume();
    values.consume();
    return names.getCurrentRepetitionLevel() > 0;
  }

  private static boolean isThere(ColumnReader column) {
    return column.getCurrentDefinitionLevel() == column.getDescriptor().getMaxDefinitionLevel();
  }
}
