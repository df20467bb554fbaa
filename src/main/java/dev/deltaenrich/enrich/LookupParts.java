package dev.deltaenrich.enrich;

import dev.deltaenrich.config.CompositeKey;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.plan.PlannedFile;
import dev.deltaenrich.source.LookupColumn;
import dev.deltaenrich.splice.LookupBuilder;
import dev.deltaenrich.splice.PreparedLookup;
import dev.deltaenrich.splice.SpliceRule;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import scala.Tuple2;

/**
 * The files of one task, each with the lookups that are broadcast, and of the others the rows that
 * its keys need. A file's lookups are made when the file is asked for. Not thread-safe.
 */
final class LookupParts implements Iterator<FileLookup> {
  private final Iterator<PlannedFile> files;
  private final Iterator<Tuple2<Integer, byte[]>> blocks;
  private final List<LookupPart> parts;
  private final long room;
  private int number;
  private Tuple2<Integer, byte[]> ahead;

  /**
   * @param parts how each lookup comes
   * @param blocks what {@link LookupBlocks} makes, in the order of their numbers, see {@link
   *     SpilledLookups}
   * @param room bytes of memory that the wanted rows of a file may take
   */
  LookupParts(
      TaskFiles files,
      List<LookupPart> parts,
      Iterator<Tuple2<Integer, byte[]>> blocks,
      long room) {
    this.files = files.files().iterator();
    this.blocks = blocks;
    this.parts = parts;
    this.room = room;
    this.number = files.first() * SpilledLookups.wanted(parts);
  }

  @Override
  public boolean hasNext() {
    return files.hasNext();
  }

  @Override
  public FileLookup next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return new FileLookup(files.next(), lookups());
  }

  private Optional<List<PreparedLookup>> lookups() {
    List<PreparedLookup> lookups = new ArrayList<>();
    long left = room;
    for (LookupPart part : parts) {
      if (part instanceof LookupPart.Wanted wanted) {
        LookupBuilder builder = new LookupBuilder(wanted.rule());
        // Blocks of a file that does not fit are passed over all the same.
        left = read(wanted, builder, left);
        number++;
        lookups.add(left < 0 ? null : builder.build());
      } else if (part instanceof LookupPart.Whole whole) {
        lookups.add(whole.lookup().value().value());
      }
    }
    return left < 0 ? Optional.empty() : Optional.of(lookups);
  }

  /** Reads the blocks of one lookup; returns the room that is left, less than 0 for none. */
  private long read(LookupPart.Wanted wanted, LookupBuilder builder, long left) {
    boolean fits = left >= 0;
    for (byte[] block = nextBlock(); block != null; block = nextBlock()) {
      if (fits) {
        add(ByteBuffer.wrap(block), wanted, builder);
        fits = builder.bytes() <= left;
      }
    }
    return fits ? left - builder.bytes() : -1;
  }

  /** The next block of the file and lookup, or null. */
  private byte[] nextBlock() {
    if (ahead == null && blocks.hasNext()) {
      ahead = blocks.next();
    }
    if (ahead == null || ahead._1() != number) {
      return null;
    }
    byte[] block = ahead._2();
    ahead = null;
    return block;
  }

  private static void add(ByteBuffer block, LookupPart.Wanted wanted, LookupBuilder builder) {
    List<LookupColumn> columns = wanted.columns();
    while (block.hasRemaining()) {
      byte[] key = TextBlock.next(block);
      Object[] values = new Object[columns.size()];
      for (int i = 0; i < values.length; i++) {
        byte[] text = TextBlock.next(block);
        values[i] =
            text == null ? null : columns.get(i).value(new String(text, StandardCharsets.UTF_8));
      }
      if (!builder.add(key, values)) {
        throw notUnique(new String(key, StandardCharsets.UTF_8), wanted.rule());
      }
    }
  }

  private static EnrichException notUnique(String key, SpliceRule rule) {
    return new EnrichException(
        ErrorCode.LOOKUP_DUPLICATES,
        "Cannot look up key '%s': with lookup.match=%s it is not unique in the lookup; remove the surplus rows, or choose the lookup.match that the snapshot was taken with"
            .formatted(CompositeKey.shown(key), rule.match().word()));
  }
}
