package dev.deltaenrich.splice;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** The chunks of one row group of a source, from which wanted columns are made. */
final class GroupChunks {
  private static final ParquetMetadataConverter TYPES = new ParquetMetadataConverter();

  private final RecodedGroup group;
  private final LeafBridges leaves;
  private final PageDecompressor decompressor;
  private final List<ParquetChunk> chunks = new ArrayList<>();
  private final long rows;

  private GroupChunks(RecodedGroup group, LeafBridges leaves, PageDecompressor decompressor) {
    this.group = group;
    this.leaves = leaves;
    this.decompressor = decompressor;
    this.rows = group.rows();
  }

  /**
   * Finds the chunks of all wanted columns; reads nothing yet.
   *
   * @param leaves how the wanted columns are made of the source's
   * @throws NotRecodableException when one cannot be read
   */
  static GroupChunks of(RecodedGroup group, LeafBridges leaves, PageDecompressor decompressor)
      throws NotRecodableException {
    GroupChunks chunks = new GroupChunks(group, leaves, decompressor);
    chunks.requireRows();
    List<ThriftStruct> all = group.struct().list(Fields.Group.CHUNKS, ThriftStruct.class);
    for (int leaf = 0; leaf < leaves.bridges().size(); leaf++) {
      int position = leaves.bridges().get(leaf).position();
      chunks.chunks.add(position == LeafBridge.ABSENT ? null : chunks.readable(leaf, all));
    }
    return chunks;
  }

  private void requireRows() {
    if (rows < 0 || rows > Integer.MAX_VALUE) {
      throw CorruptFile.contradiction(
          group.source().path(), "row group %d has %d rows".formatted(group.group(), rows));
    }
  }

  private ParquetChunk readable(int leaf, List<ThriftStruct> all) throws NotRecodableException {
    int position = leaves.bridges().get(leaf).position();
    if (position >= all.size()) {
      throw corrupt(leaf, new IOException("it has no chunk"));
    }
    ThriftStruct chunk = all.get(position);
    List<String> path = leaves.paths().get(position);
    ThriftStruct data = chunk.struct(Fields.Chunk.META_DATA);
    if (!data.has(Fields.Data.PATH)
        || chunk.has(Fields.Chunk.CRYPTO)
        || chunk.has(Fields.Chunk.FILE_PATH)) {
      throw new NotRecodableException(
          String.join(".", path), "its bytes are encrypted, or in another file");
    }
    List<String> found = data.list(Fields.Data.PATH, String.class);
    if (!found.equals(path)) {
      throw corrupt(
          leaf, new IOException("its chunk is called '%s'".formatted(String.join(".", found))));
    }
    Type type =
        data.has(Fields.Data.TYPE) ? Type.findByValue((int) data.number(Fields.Data.TYPE)) : null;
    PrimitiveTypeName wanted = leaves.bridges().get(leaf).shape().type().getPrimitiveTypeName();
    if (type != null && TYPES.getPrimitive(type) != wanted) {
      throw corrupt(
          leaf, new IOException("its chunk is of type %s, its column %s".formatted(type, wanted)));
    }
    ParquetChunk described = ParquetChunk.of(chunk);
    if (described.undecodable().isPresent()) {
      throw new NotRecodableException(String.join(".", path), described.undecodable().get());
    }
    return described;
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
    ParquetChunk chunk = chunks.get(leaf);
    if (chunk == null) {
      writeNulls(batch, into);
      return;
    }
    LeafBridge bridge = leaves.bridges().get(leaf);
    byte[] bytes = bytes(leaf, chunk);
    try {
      ChunkPages pages = new ChunkPages(bridge.shape(), bytes, chunk, decompressor);
      new LeafReader(bridge, leaves.wanted().get(leaf), group.leftOut(), leaves.oldWriter(), batch)
          .read(pages, rows, into);
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
    long length = Math.min(chunk.bytes() + ParquetChunk.UNCOUNTED_HEADER, available);
    if (length > Integer.MAX_VALUE - Long.BYTES) {
      throw new IOException("a chunk of %d bytes".formatted(length));
    }
    return group.source().read(chunk.start(), (int) length);
  }

  private RuntimeException corrupt(int leaf, Exception cause) {
    return CorruptFile.chunk(group.source().path(), group.group(), leaves.names().get(leaf), cause);
  }
}
