package dev.deltaenrich.engine;

import dev.deltaenrich.splice.AssembledFile;
import dev.deltaenrich.splice.NewFile;
import dev.deltaenrich.store.CopiedPart;
import dev.deltaenrich.store.ObjectStore;
import dev.deltaenrich.store.Part;
import dev.deltaenrich.store.StoredObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.apache.hadoop.fs.Path;

/**
 * A new object: one request where it is small, else a multipart upload whose parts are sent while
 * the next one is filled. Large ranges of other objects become parts that the store copies.
 */
final class S3NewFile implements NewFile {
  /** Ten thousand of these make an object of 156 GiB. */
  private static final int PART_BYTES = 16 << 20;

  /** Parts in memory at once, beside the one that is filled. */
  private static final int IN_FLIGHT = 2;

  /** Less is sooner read and written than asked for. */
  private static final long LEAST_COPIED = 8L << 20;

  private final S3Assembler assembler;
  private final ObjectStore store;
  private final Path target;
  private final ExecutorService requests;
  private final List<Future<Part>> parts = new ArrayList<>();
  private final Deque<SentPart> inMemory = new ArrayDeque<>();
  private S3Source source;
  private ByteBuffer part = ByteBuffer.allocate(1 << 16);
  private S3Upload upload;
  private long written;
  private boolean over;

  private record SentPart(Future<Part> result, ByteBuffer bytes) {}

  /**
   * @param assembler knows from where the store copies
   * @param store the target's
   * @param requests sends the parts
   */
  S3NewFile(S3Assembler assembler, ObjectStore store, Path target, ExecutorService requests) {
    this.assembler = assembler;
    this.store = store;
    this.target = target;
    this.requests = requests;
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    written += bytes.remaining();
    while (bytes.hasRemaining()) {
      makeRoom(bytes.remaining());
      int length = Math.min(part.remaining(), bytes.remaining());
      part.put(bytes.slice().limit(length));
      bytes.position(bytes.position() + length);
    }
  }

  private void makeRoom(int wanted) throws IOException {
    if (part.position() == PART_BYTES) {
      send();
    } else if (part.remaining() < wanted && part.capacity() < PART_BYTES) {
      long larger = Math.max(2L * part.capacity(), (long) part.position() + wanted);
      part = ByteBuffer.allocate((int) Math.min(PART_BYTES, larger)).put(part.flip());
    }
  }

  private void send() throws IOException {
    begin();
    ByteBuffer next = nextPart();
    ByteBuffer full = part.flip();
    int number = parts.size() + 1;
    Future<Part> sent = requests.submit(() -> upload.put(number, full));
    parts.add(sent);
    inMemory.add(new SentPart(sent, full));
    part = next;
  }

  /**
   * Room for the next part: that of a part which the store has, where as many as may be are in
   * memory.
   */
  private ByteBuffer nextPart() throws IOException {
    if (inMemory.size() < IN_FLIGHT) {
      return ByteBuffer.allocate(PART_BYTES);
    }
    SentPart oldest = inMemory.remove();
    S3Assembly.await(oldest.result);
    return oldest.bytes.capacity() == PART_BYTES
        ? oldest.bytes.clear()
        : ByteBuffer.allocate(PART_BYTES);
  }

  private void begin() throws IOException {
    if (upload == null) {
      upload = S3Upload.start(store, target);
    }
  }

  @Override
  public boolean copy(Path from, long start, long end) throws IOException {
    boolean small = part.position() > 0 && part.position() < CopyRange.SMALLEST_PART_BYTES;
    if (small || end - start < LEAST_COPIED || !open(from, end)) {
      return false;
    }
    if (part.position() > 0) {
      send();
    }
    begin();
    List<CopyRange> ranges =
        CopyRange.of(end - start, assembler.partBytes()).stream()
            .map(range -> range.moved(parts.size(), start))
            .toList();
    if (!S3Assembler.isKnownToCopy(source) && !isCopied(ranges)) {
      return false;
    }
    S3Source known = source;
    for (CopyRange range : ranges) {
      parts.add(requests.submit(() -> part(known, range)));
    }
    written += end - start;
    return true;
  }

  /** Whether the store copies parts of a file that is long enough. */
  private boolean open(Path from, long end) throws IOException {
    if (source == null || !source.path().equals(from)) {
      source = assembler.source(from, LEAST_COPIED, store);
    }
    return source != null && source.bytes() >= end;
  }

  /** Tries the first of some ranges; it is copied once more with the others. */
  private boolean isCopied(List<CopyRange> ranges) throws IOException {
    boolean copied = S3Assembler.remember(source, upload.copy(source, ranges.get(0)));
    if (!copied) {
      source = null;
    }
    return copied;
  }

  private Part part(S3Source from, CopyRange range) throws IOException {
    CopiedPart copied = upload.copy(from, range);
    if (copied.refusal() != null) {
      throw copied.failure();
    }
    return copied.part();
  }

  @Override
  public AssembledFile finish() throws IOException {
    StoredObject made = upload == null ? put() : complete();
    over = true;
    return new AssembledFile(written, made.modified().toEpochMilli());
  }

  private StoredObject put() throws IOException {
    store.put(target, part.flip());
    return S3Upload.made(store, target, written);
  }

  private StoredObject complete() throws IOException {
    if (part.position() > 0) {
      send();
    }
    List<Part> sent = new ArrayList<>();
    for (Future<Part> one : parts) {
      sent.add(S3Assembly.await(one));
    }
    return upload.complete(sent, written);
  }

  @Override
  public void close() {
    if (!over) {
      over = true;
      if (upload != null) {
        // Those under way go on to their ends; their parts go with the upload.
        parts.forEach(one -> one.cancel(false));
        upload.abort();
      }
    }
  }
}
