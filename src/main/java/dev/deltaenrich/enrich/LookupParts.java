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
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import scala.Tuple2;

/**
 * The files of one task, each with the rows of the lookup that its keys need. A file's lookup is
 * made when the file is asked for. Not thread-safe.
 */
final class LookupParts implements Iterator<FileLookup> {
  private final Iterator<PlannedFile> files;
  private final Iterator<Tuple2<Integer, byte[]>> blocks;
  private final SpliceRule rule;
  private final List<LookupColumn> columns;
  private final long room;
  private int number;
  private Tuple2<Integer, byte[]> ahead;

  /**
   * @param blocks what {@link LookupBlocks} makes, in the order of the files' numbers
   * @param room bytes of memory that a file's lookup may take
   */
  LookupParts(
      TaskFiles files,
      Iterator<Tuple2<Integer, byte[]>> blocks,
      SpliceRule rule,
      List<LookupColumn> columns,
      long room) {
    this.files = files.files().iterator();
    this.blocks = blocks;
    this.rule = rule;
    this.columns = columns;
    this.room = room;
    this.number = files.first();
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
    FileLookup file = new FileLookup(files.next(), lookup());
    number++;
    return file;
  }

  private Optional<PreparedLookup> lookup() {
    LookupBuilder builder = new LookupBuilder(rule);
    boolean fits = true;
    for (byte[] block = nextBlock(); block != null; block = nextBlock()) {
      if (fits) {
        add(ByteBuffer.wrap(block), builder);
        fits = builder.bytes() <= room;
      }
    }
    return fits ? Optional.of(builder.build()) : Optional.empty();
  }

  /** The next block of the file, or null. */
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

  private void add(ByteBuffer block, LookupBuilder builder) {
    while (block.hasRemaining()) {
      byte[] key = TextBlock.next(block);
      Object[] values = new Object[columns.size()];
      for (int i = 0; i < values.length; i++) {
        byte[] text = TextBlock.next(block);
        values[i] =
            text == null ? null : columns.get(i).value(new String(text, StandardCharsets.UTF_8));
      }
      if (!builder.add(key, values)) {
        throw notUnique(new String(key, StandardCharsets.UTF_8));
      }
    }
  }

  private EnrichException notUnique(String key) {
    return new EnrichException(
        ErrorCode.LOOKUP_DUPLICATES,
        "Cannot look up key '%s': with lookup.match=%s it is not unique in the lookup; remove the surplus rows, or choose the lookup.match that the snapshot was taken with"
            .formatted(CompositeKey.shown(key), rule.match().word()));
  }
}
