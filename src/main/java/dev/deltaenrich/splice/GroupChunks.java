package dev.deltaenrich.splice;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.apache.parquet.CorruptDeltaByteArrays;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.schema.MessageType;

/** The chunks of one row group of a source, from which wanted columns are made. */
final class GroupChunks {
  /** The header of a dictionary page, which old writers left out of a chunk's size. */
  private static final int UNCOUNTED_HEADER = 100;

  private final RecodedGroup group;
  private final MessageType wanted;
  private final PageDecompressor decompressor;
  private final List<LeafBridge> bridges;
  private final List<ThriftStruct> chunks;
  private final long rows;
  private final boolean oldWriter;

  private GroupChunks(
      RecodedGroup group,
      MessageType wanted,
      PageDecompressor decompressor,
      List<LeafBridge> bridges) {
    ThriftStruct struct = group.struct();
    this.group = group;
    this.wanted = wanted;
    this.decompressor = decompressor;
    this.bridges = bridges;
    this.chunks = struct.list(Fields.Group.CHUNKS, ThriftStruct.class);
    this.rows = struct.number(Fields.Group.ROWS);
    this.oldWriter =
        CorruptDeltaByteArrays.requiresSequentialReads(
            group.footer().file().text(Fields.File.CREATED_BY), Encoding.DELTA_BYTE_ARRAY);
  }

  /** Finds all wanted columns; reads nothing yet. */
  static GroupChunks of(RecodedGroup group, MessageType wanted, PageDecompressor decompressor)
      throws NotRecodableException {
    MessageType schema = schema(group);
    requireAllWanted(schema, wanted);
    List<LeafBridge> bridges = new ArrayList<>();
    for (ColumnDescriptor leaf : wanted.getColumns()) {
      bridges.add(LeafBridge.of(schema, wanted, leaf));
    }
    GroupChunks chunks = new GroupChunks(group, wanted, decompressor, bridges);
    chunks.requireRows();
    for (int leaf = 0; leaf < bridges.size(); leaf++) {
      if (bridges.get(leaf).position() != LeafBridge.ABSENT) {
        chunks.requireReadable(leaf, schema);
      }
    }
    return chunks;
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

  private static MessageType schema(RecodedGroup group) throws NotRecodableException {
    try {
      return FooterSchema.of(group.footer().file());
    } catch (IOException | RuntimeException e) {
      throw new NotRecodableException("", "its schema is not understood: " + e.getMessage());
    }
  }

  private void requireRows() {
    if (rows < 0 || rows > Integer.MAX_VALUE) {
      throw CorruptFile.contradiction(
          group.source().path(), "row group %d has %d rows".formatted(group.group(), rows));
    }
  }

  private void requireReadable(int leaf, MessageType schema) throws NotRecodableException {
    int position = bridges.get(leaf).position();
    String[] path = schema.getColumns().get(position).getPath();
    String name = String.join(".", path);
    if (position >= chunks.size()) {
      throw corrupt(leaf, new IOException("it has no chunk"));
    }
    ThriftStruct chunk = chunks.get(position);
    if (!chunk.struct(Fields.Chunk.META_DATA).has(Fields.Data.PATH)
        || chunk.has(Fields.Chunk.CRYPTO)
        || chunk.has(Fields.Chunk.FILE_PATH)) {
      throw new NotRecodableException(name, "its bytes are encrypted, or in another file");
    }
    List<String> found = chunk.struct(Fields.Chunk.META_DATA).list(Fields.Data.PATH, String.class);
    if (!found.equals(Arrays.asList(path))) {
      throw corrupt(
          leaf, new IOException("its chunk is called '%s'".formatted(String.join(".", found))));
    }
    ParquetChunk described = ParquetChunk.of(chunk);
    if (described.undecodable().isPresent()) {
      throw new NotRecodableException(name, described.undecodable().get());
    }
  }

  /** How many rows stay. */
  long keptRows() {
    BitSet leftOut = group.leftOut();
    return rows - leftOut.get(0, (int) rows).cardinality();
  }

  /**
   * Reads one column.
   *
   * @throws IOException when the store fails
   */
  void read(int leaf, LeafBatch batch, LeafWriter into) throws IOException {
    LeafBridge bridge = bridges.get(leaf);
    if (bridge.position() == LeafBridge.ABSENT) {
      writeNulls(batch, into);
      return;
    }
    ParquetChunk chunk = ParquetChunk.of(chunks.get(bridge.position()));
    byte[] bytes = bytes(leaf, chunk);
    try {
      ChunkPages pages =
          new ChunkPages(
              bridge.shape(),
              bytes,
              chunk.values(),
              CompressionCodec.findByValue(chunk.codec()),
              decompressor);
      LeafShape shape = LeafShape.of(wanted.getColumns().get(leaf));
      new LeafReader(bridge, shape, group.leftOut(), oldWriter, batch).read(pages, rows, into);
    } catch (IOException | RuntimeException e) {
      throw corrupt(leaf, e);
    }
  }

  private void writeNulls(LeafBatch batch, LeafWriter into) throws IOException {
    Arrays.fill(batch.repetition, 0);
    Arrays.fill(batch.definition, 0);
    batch.count = 0;
    batch.allDefined = false;
    batch.dictionary = null;
    batch.values = new LeafValues(LeafValues.Kind.INT, 0);
    long left = keptRows();
    while (left > 0) {
      batch.levels = (int) Math.min(left, LeafBatch.LEVELS);
      into.append(batch);
      left -= batch.levels;
    }
  }

  private byte[] bytes(int leaf, ParquetChunk chunk) throws IOException {
    long available = group.footer().start() - chunk.start();
    if (chunk.start() < 0 || chunk.bytes() < 0 || chunk.bytes() > available) {
      throw corrupt(
          leaf,
          new IOException(
              "its chunk of %d bytes at %d ends behind the file"
                  .formatted(chunk.bytes(), chunk.start())));
    }
    long length = Math.min(chunk.bytes() + UNCOUNTED_HEADER, available);
    if (length > Integer.MAX_VALUE - Long.BYTES) {
      throw new IOException("a chunk of %d bytes".formatted(length));
    }
    return group.source().read(chunk.start(), (int) length);
  }

  private RuntimeException corrupt(int leaf, Exception cause) {
    String name = String.join(".", wanted.getColumns().get(leaf).getPath());
    return CorruptFile.chunk(group.source().path(), group.group(), name, cause);
  }
}
