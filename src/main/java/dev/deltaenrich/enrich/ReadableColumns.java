package dev.deltaenrich.enrich;

import dev.deltaenrich.engine.FileColumns;
import dev.deltaenrich.splice.FooterSchema;
import dev.deltaenrich.splice.ParquetFooter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.sql.types.StructType;

/**
 * Whether Spark can read files as a table's columns. Thousands of small files share few schemas,
 * and Spark takes longer for the answer than a small file for being copied. Thread-safe.
 */
final class ReadableColumns {
  private final StructType table;
  private final Map<ByteBuffer, Optional<String>> known = new ConcurrentHashMap<>();

  /**
   * @param table the table's columns as files call them, without partition columns
   */
  ReadableColumns(StructType table) {
    this.table = table;
  }

  /** A file's schema, its types widened to the table's. */
  MessageType widened(ParquetFooter footer) throws IOException {
    return FileColumns.widened(footer, table);
  }

  /** What of a file's types Spark cannot read, for people. */
  Optional<String> unreadable(ParquetFooter footer) {
    return known.computeIfAbsent(
        ByteBuffer.wrap(FooterSchema.bytes(footer.file())),
        schema -> FileColumns.unreadableType(footer, table));
  }
}
