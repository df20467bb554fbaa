package dev.deltaenrich.splice;

import dev.deltaenrich.plan.Fallback;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.parquet.format.Type;

/**
 * Whether a file can be spliced, going by its footer. What splicing does not touch is kept whatever
 * it says. Where a footer says something of a kind that came after this program, which could become
 * false by what splicing adds, pages are made anew.
 */
final class SpliceCheck {
  /** Keys of a row group are held in one array; no sensible writer makes larger ones. */
  private static final long MOST_KEY_BYTES = 1L << 30;

  private static final long MOST_ROWS = 1L << 27;

  private static final Map<Type, Integer> WIDTHS =
      Map.of(
          Type.BOOLEAN, 1,
          Type.INT32, Integer.BYTES,
          Type.INT64, Long.BYTES,
          Type.FLOAT, Float.BYTES,
          Type.DOUBLE, Double.BYTES);

  private final ParquetFooter footer;
  private final SchemaNode schema;

  SpliceCheck(ParquetFooter footer, SchemaNode schema) {
    this.footer = footer;
    this.schema = schema;
  }

  /**
   * Returns when the file's chunks can be read.
   *
   * @throws NotSpliceableException when they cannot
   */
  void require() throws NotSpliceableException {
    List<ThriftStruct> groups = footer.groups();
    for (int i = 0; i < groups.size(); i++) {
      requireAllChunks(i, groups.get(i));
      for (ThriftStruct chunk : groups.get(i).list(Fields.Group.CHUNKS, ThriftStruct.class)) {
        requireChunk(i, chunk);
      }
    }
  }

  /** Why pages of the file have to be made anew, if they do. */
  Optional<Fallback> rewritten() {
    try {
      requireKept();
      return Optional.empty();
    } catch (NotSpliceableException e) {
      return switch (e.reason()) {
        case NEWER_FOOTER -> Optional.of(Fallback.NEWER_FOOTER);
        case UNREADABLE_COLUMN -> Optional.of(Fallback.ENCODING);
        default -> Optional.empty();
      };
    }
  }

  /**
   * Returns when Spark can read the file, and all that the footer says will hold for the spliced
   * one.
   *
   * @throws NotSpliceableException UNREADABLE_COLUMN, NEWER_FOOTER, CONTRADICTORY_FOOTER
   */
  void requireKept() throws NotSpliceableException {
    Optional<String> unreadable = footer.unreadable();
    if (unreadable.isPresent()) {
      throw new NotSpliceableException(Refusal.UNREADABLE_COLUMN, "it has " + unreadable.get());
    }
    requireKnown(footer.file(), Fields.File.KNOWN, "footer");
    List<ThriftStruct> groups = footer.groups();
    for (int i = 0; i < groups.size(); i++) {
      ThriftStruct group = groups.get(i);
      requireKnown(group, Fields.Group.KNOWN, "row group");
      if (group.has(Fields.Group.ORDINAL) && group.number(Fields.Group.ORDINAL) != i) {
        throw new NotSpliceableException(
            Refusal.CONTRADICTORY_FOOTER,
            "row group %d calls itself %d".formatted(i, group.number(Fields.Group.ORDINAL)));
      }
    }
  }

  /**
   * Returns when the key can be read.
   *
   * @throws NotSpliceableException when it cannot
   */
  void requireKey(KeyColumn key) throws NotSpliceableException {
    List<ThriftStruct> groups = footer.groups();
    for (int i = 0; i < groups.size(); i++) {
      requireAllChunks(i, groups.get(i));
      requireChunk(i, key.chunkOf(groups.get(i)));
      requireNamed(i, key);
      requireMemory(i, groups.get(i), ParquetChunk.of(key.chunkOf(groups.get(i))).bytes());
    }
  }

  /** A chunk is found by its place, and readers find it by its path: both have to agree. */
  private void requireNamed(int position, KeyColumn key) throws NotSpliceableException {
    List<String> path =
        key.chunkOf(footer.groups().get(position))
            .struct(Fields.Chunk.META_DATA)
            .list(Fields.Data.PATH, String.class);
    if (!path.equals(key.path())) {
      throw new NotSpliceableException(
          Refusal.CONTRADICTORY_FOOTER,
          "row group %d has column '%s' in place of '%s'"
              .formatted(position, String.join(".", path), key.name()));
    }
  }

  /**
   * Returns when there is room for the rows of a file whose key is not read.
   *
   * @throws NotSpliceableException when there is not
   */
  void requireRoomForRows() throws NotSpliceableException {
    List<ThriftStruct> groups = footer.groups();
    for (int i = 0; i < groups.size(); i++) {
      requireAllChunks(i, groups.get(i));
      requireMemory(i, groups.get(i), 0);
    }
  }

  private static void requireMemory(int position, ThriftStruct group, long keyBytes)
      throws NotSpliceableException {
    long rows = group.number(Fields.Group.ROWS);
    if (rows > MOST_ROWS || keyBytes > MOST_KEY_BYTES) {
      throw new NotSpliceableException(
          Refusal.LARGE_ROW_GROUP,
          "row group %d has %d rows and %d bytes of keys".formatted(position, rows, keyBytes));
    }
  }

  /**
   * Returns when nothing of the file is encrypted.
   *
   * @throws NotSpliceableException when something is
   */
  static void requirePlain(ParquetFooter footer) throws NotSpliceableException {
    boolean encrypted =
        footer.file().has(Fields.File.ENCRYPTION_ALGORITHM)
            || footer.groups().stream()
                .flatMap(group -> group.list(Fields.Group.CHUNKS, ThriftStruct.class).stream())
                .anyMatch(
                    chunk ->
                        chunk.has(Fields.Chunk.CRYPTO)
                            || chunk.has(Fields.Chunk.ENCRYPTED_META_DATA));
    if (encrypted) {
      throw new NotSpliceableException(Refusal.ENCRYPTED, "it is encrypted");
    }
  }

  private void requireAllChunks(int position, ThriftStruct group) throws NotSpliceableException {
    int chunks = group.list(Fields.Group.CHUNKS, ThriftStruct.class).size();
    if (chunks != schema.leaves()) {
      throw new NotSpliceableException(
          Refusal.CONTRADICTORY_FOOTER,
          "row group %d has %d column chunks for %d columns"
              .formatted(position, chunks, schema.leaves()));
    }
    if (!group.isLong(Fields.Group.TOTAL_BYTES) || !group.isLong(Fields.Group.ROWS)) {
      throw new NotSpliceableException(
          Refusal.CONTRADICTORY_FOOTER,
          "row group %d does not tell how many bytes and rows it has".formatted(position));
    }
  }

  private void requireChunk(int position, ThriftStruct struct) throws NotSpliceableException {
    ParquetChunk chunk = ParquetChunk.of(struct);
    if (struct.has(Fields.Chunk.FILE_PATH)) {
      throw new NotSpliceableException(
          Refusal.SEVERAL_FILES,
          "column '%s' is in another file: %s"
              .formatted(chunk.column(), struct.text(Fields.Chunk.FILE_PATH)));
    }
    Optional<String> undecodable = chunk.undecodable();
    if (undecodable.isPresent()) {
      throw new NotSpliceableException(Refusal.UNREADABLE_COLUMN, "it has " + undecodable.get());
    }
    requireWholeBounds(position, chunk, struct.struct(Fields.Chunk.META_DATA));
    boolean inside =
        chunk.start() >= 0 && chunk.bytes() >= 0 && chunk.start() <= footer.start() - chunk.bytes();
    if (!inside) {
      throw new NotSpliceableException(
          Refusal.CONTRADICTORY_FOOTER,
          "row group %d has column '%s' at %d, %d bytes long, but its data end at %d"
              .formatted(position, chunk.column(), chunk.start(), chunk.bytes(), footer.start()));
    }
  }

  /**
   * Parquet reads nothing of a file, nor of one it shares, when a bound is shorter than its type.
   */
  private static void requireWholeBounds(int position, ParquetChunk chunk, ThriftStruct data)
      throws NotSpliceableException {
    ThriftStruct bounds = data.struct(Fields.Data.STATISTICS);
    boolean newer = bounds.has(Fields.Bounds.MIN) && bounds.has(Fields.Bounds.MAX);
    byte[] min = bounds.bytes(newer ? Fields.Bounds.MIN : Fields.Bounds.OLD_MIN);
    byte[] max = bounds.bytes(newer ? Fields.Bounds.MAX : Fields.Bounds.OLD_MAX);
    if (min == null || max == null) {
      return;
    }
    int shortest = Math.min(min.length, max.length);
    Type type = Type.findByValue((int) data.number(Fields.Data.TYPE));
    if (type != null && shortest < WIDTHS.getOrDefault(type, 0)) {
      throw new NotSpliceableException(
          Refusal.CONTRADICTORY_FOOTER,
          "row group %d has column '%s' of type %s, but a bound of %d bytes"
              .formatted(position, chunk.column(), type, shortest));
    }
  }

  private static void requireKnown(ThriftStruct struct, Set<Short> known, String what)
      throws NotSpliceableException {
    Optional<Short> unknown =
        struct.fieldNumbers().stream().filter(field -> !known.contains(field)).findFirst();
    if (unknown.isPresent()) {
      throw new NotSpliceableException(
          Refusal.NEWER_FOOTER,
          "its %s has a field %d, which this program does not know".formatted(what, unknown.get()));
    }
  }
}
