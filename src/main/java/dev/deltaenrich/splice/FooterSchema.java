package dev.deltaenrich.splice;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.schema.MessageType;

/** A footer's schema as this version of Parquet understands it. */
public final class FooterSchema {
  private FooterSchema() {}

  /**
   * The schema as Parquet's library has it.
   *
   * @param file a {@code FileMetaData}
   * @throws IOException when it does not parse
   * @throws RuntimeException when this version of Parquet does not understand it
   */
  public static MessageType of(ThriftStruct file) throws IOException {
    return new ParquetMetadataConverter()
        .fromParquetMetadata(Util.readFileMetaData(new ByteArrayInputStream(bytes(file))))
        .getFileMetaData()
        .getSchema();
  }

  /** The {@code SchemaElement}s of a schema, as a footer lists them. */
  static List<ThriftStruct> elements(MessageType schema) {
    FileMetaData none = new FileMetaData(schema, Map.of(), "");
    return ThriftStruct.of(
            new ParquetMetadataConverter()
                .toParquetMetadata(1, new ParquetMetadata(none, List.of())))
        .list(Fields.File.SCHEMA, ThriftStruct.class);
  }

  /** A footer with the same schema and nothing else that depends on the file's rows. */
  public static byte[] bytes(ThriftStruct file) {
    return file.withStructs(Fields.File.ROW_GROUPS, List.of())
        .withNumber(Fields.File.ROWS, 0)
        .without(Fields.File.KEY_VALUES, Fields.File.COLUMN_ORDERS)
        .toBytes();
  }

  /**
   * What of a schema this version of Parquet does not understand, for people: mostly a type that is
   * newer. Parquet then reads nothing of the file, whichever columns are asked for.
   *
   * @return empty when it understands everything, and when the schema is not whole
   */
  public static Optional<String> unknown(ThriftStruct file) {
    try {
      SchemaNode schema = SchemaNode.of(file);
      return schema.children().stream()
          .flatMap(column -> unknown(file, schema.element(), column).stream())
          .findFirst();
    } catch (NotSpliceableException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> unknown(ThriftStruct file, ThriftStruct root, SchemaNode column) {
    List<ThriftStruct> alone = new ArrayList<>();
    alone.add(root.withNumber(Fields.Element.CHILDREN, 1));
    alone.addAll(column.elements());
    try {
      of(file.withStructs(Fields.File.SCHEMA, alone));
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      String what =
          column.elements().stream()
              .flatMap(element -> newer(element).stream())
              .findFirst()
              .orElseGet(() -> "the type (%s)".formatted(e.getMessage()));
      return Optional.of("%s of column '%s'".formatted(what, column.name()));
    }
  }

  private static Optional<String> newer(ThriftStruct element) {
    if (element.has(Fields.Element.TYPE)
        && Type.findByValue((int) element.number(Fields.Element.TYPE)) == null) {
      return Optional.of("type number %d".formatted(element.number(Fields.Element.TYPE)));
    }
    if (!element.has(Fields.Element.LOGICAL_TYPE)) {
      return Optional.empty();
    }
    return element.struct(Fields.Element.LOGICAL_TYPE).fieldNumbers().stream()
        .filter(number -> LogicalType._Fields.findByThriftId(number) == null)
        .map("logical type number %d"::formatted)
        .findFirst();
  }
}
