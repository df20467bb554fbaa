package dev.deltaenrich.splice;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.parquet.CorruptDeltaByteArrays;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.schema.MessageType;

/**
 * How the wanted columns are made of those of all sources that have one schema and one writer.
 *
 * @param bridges one for each wanted leaf
 * @param wanted the wanted leaves' shapes
 * @param names the wanted leaves' paths, a path's parts joined by dots
 * @param paths the paths of the source's leaves
 * @param oldWriter whether the writer is one whose prefixes go on from page to page (PARQUET-246)
 */
record LeafBridges(
    List<LeafBridge> bridges,
    List<LeafShape> wanted,
    List<String> names,
    List<List<String>> paths,
    boolean oldWriter) {

  /**
   * Finds all wanted columns.
   *
   * @param file the {@code FileMetaData} of a source
   * @throws NotRecodableException when a column cannot be made, or one of the source's would be
   *     lost
   */
  static LeafBridges of(ThriftStruct file, MessageType wanted) throws NotRecodableException {
    MessageType schema = schema(file);
    requireAllWanted(schema, wanted);
    List<ColumnDescriptor> leaves = wanted.getColumns();
    List<LeafBridge> bridges = new ArrayList<>();
    for (ColumnDescriptor leaf : leaves) {
      bridges.add(LeafBridge.of(schema, wanted, leaf));
    }
    return new LeafBridges(
        bridges,
        leaves.stream().map(LeafShape::of).toList(),
        leaves.stream().map(leaf -> String.join(".", leaf.getPath())).toList(),
        schema.getPaths().stream().map(List::of).toList(),
        CorruptDeltaByteArrays.requiresSequentialReads(
            file.text(Fields.File.CREATED_BY), Encoding.DELTA_BYTE_ARRAY));
  }

  /**
   * The schema of a footer.
   *
   * @throws NotRecodableException when this version of Parquet does not understand it
   */
  static MessageType schema(ThriftStruct file) throws NotRecodableException {
    try {
      MessageType schema = FooterSchema.of(file);
      // Names of groups that come twice are found out only here, those of leaves nowhere.
      schema.getColumns();
      requireDistinct(schema);
      return schema;
    } catch (IOException | RuntimeException e) {
      throw new NotRecodableException("", "its schema is not understood: " + e.getMessage());
    }
  }

  /** Of two leaves of one path only the first would be found. */
  private static void requireDistinct(MessageType schema) throws IOException {
    Set<List<String>> paths = new HashSet<>();
    for (String[] path : schema.getPaths()) {
      if (!paths.add(List.of(path))) {
        throw new IOException("it has two columns '%s'".formatted(String.join(".", path)));
      }
    }
  }

  /** A column that is not wanted would be lost. */
  private static void requireAllWanted(MessageType schema, MessageType wanted)
      throws NotRecodableException {
    for (String[] path : schema.getPaths()) {
      if (!wanted.containsPath(path)) {
        throw new NotRecodableException(String.join(".", path), "other sources do not have it");
      }
    }
  }
}
