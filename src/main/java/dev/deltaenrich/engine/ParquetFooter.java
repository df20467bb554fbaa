package dev.deltaenrich.engine;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Util;

/**
 * What a Parquet file's footer says of itself, read as thrift (parquet.thrift, {@code
 * FileMetaData}), without the reader that would also read the rows: it is the witness against that
 * reader.
 *
 * @param rows the rows the footer promises
 * @param bytes the file's real size
 * @param contradiction how the footer contradicts itself; null when it does not
 * @param unreadable a codec or encoding that this Spark cannot read; null when there is none
 */
public record ParquetFooter(long rows, long bytes, String contradiction, String unreadable) {
  private static final int TAIL = 8;
  private static final int SMALLEST_FILE = 12;

  /** Spark 3.4's Parquet (1.12) ships decompressors for these; for LZO and Brotli it has none. */
  private static final Set<CompressionCodec> CODECS =
      EnumSet.of(
          CompressionCodec.UNCOMPRESSED,
          CompressionCodec.SNAPPY,
          CompressionCodec.GZIP,
          CompressionCodec.LZ4,
          CompressionCodec.ZSTD);

  /** Encodings Spark 3.4's vectorized reader has no decoder for. */
  private static final Set<Encoding> UNREADABLE_ENCODINGS = EnumSet.of(Encoding.BYTE_STREAM_SPLIT);

  /** The file is not what Parquet files are. */
  public static final class NotParquetException extends IOException {
    private static final long serialVersionUID = 1L;

    NotParquetException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Reads a footer: one request for the size and two for the bytes.
   *
   * @throws FileNotFoundException when there is no file
   * @throws NotParquetException when the file is too short, has no magic at its end, or its footer
   *     does not parse
   */
  public static ParquetFooter read(Configuration conf, Path file) throws IOException {
    FileSystem fileSystem = file.getFileSystem(conf);
    long size = fileSystem.getFileStatus(file).getLen();
    if (size < SMALLEST_FILE) {
      throw new NotParquetException("it has only %d bytes".formatted(size), null);
    }
    try (FSDataInputStream in = fileSystem.open(file)) {
      byte[] tail = new byte[TAIL];
      in.readFully(size - TAIL, tail);
      int length = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt();
      String magic = new String(tail, 4, 4, StandardCharsets.US_ASCII);
      if (magic.equals("PARE")) {
        throw new NotParquetException("its footer is encrypted", null);
      }
      if (!magic.equals("PAR1") || length <= 0 || length > size - SMALLEST_FILE) {
        throw new NotParquetException("it does not end as a Parquet file does", null);
      }
      byte[] footer = new byte[length];
      in.readFully(size - TAIL - length, footer);
      return of(parse(footer), size);
    }
  }

  private static FileMetaData parse(byte[] footer) throws NotParquetException {
    try {
      return Util.readFileMetaData(new ByteArrayInputStream(footer));
    } catch (IOException | RuntimeException e) {
      throw new NotParquetException("its footer does not parse", e);
    }
  }

  private static ParquetFooter of(FileMetaData metaData, long size) {
    return new ParquetFooter(
        metaData.getNum_rows(),
        size,
        contradiction(metaData).orElse(null),
        metaData.getRow_groups().stream()
            .flatMap(group -> group.getColumns().stream())
            .flatMap(chunk -> unreadable(chunk).stream())
            .findFirst()
            .orElse(null));
  }

  private static Optional<String> contradiction(FileMetaData metaData) {
    long inGroups = metaData.getRow_groups().stream().mapToLong(RowGroup::getNum_rows).sum();
    if (inGroups != metaData.getNum_rows()) {
      return Optional.of(
          "its row groups have %d rows, its footer %d".formatted(inGroups, metaData.getNum_rows()));
    }
    Set<String> flat = flatColumns(metaData.getSchema());
    for (RowGroup group : metaData.getRow_groups()) {
      for (ColumnChunk chunk : group.getColumns()) {
        ColumnMetaData column = chunk.getMeta_data();
        if (column != null
            && column.getPath_in_schema().size() == 1
            && flat.contains(column.getPath_in_schema().get(0))
            && column.getNum_values() != group.getNum_rows()) {
          return Optional.of(
              "a row group has %d rows, but %d values of column '%s'"
                  .formatted(
                      group.getNum_rows(),
                      column.getNum_values(),
                      column.getPath_in_schema().get(0)));
        }
      }
    }
    return Optional.empty();
  }

  /** Leaf columns right below the root that are not repeated: they have one value a row. */
  private static Set<String> flatColumns(List<SchemaElement> schema) {
    Set<String> flat = new HashSet<>();
    for (SchemaElement element : schema) {
      if (element.isSetType() && element.getRepetition_type() != FieldRepetitionType.REPEATED) {
        flat.add(element.getName());
      }
    }
    return flat;
  }

  private static Optional<String> unreadable(ColumnChunk chunk) {
    ColumnMetaData column = chunk.getMeta_data();
    if (column == null) {
      return Optional.of("an encrypted column");
    }
    String name = String.join(".", column.getPath_in_schema());
    if (column.getCodec() == null || !CODECS.contains(column.getCodec())) {
      String codec = column.getCodec() == null ? "unknown to it" : column.getCodec().name();
      return Optional.of("the codec of column '%s', %s".formatted(name, codec));
    }
    return column.getEncodings().stream()
        .filter(encoding -> encoding == null || UNREADABLE_ENCODINGS.contains(encoding))
        .findFirst()
        .map(encoding -> "the encoding of column '%s', %s".formatted(name, encoding));
  }
}
