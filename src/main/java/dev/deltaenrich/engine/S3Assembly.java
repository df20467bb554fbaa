package dev.deltaenrich.engine;

import dev.deltaenrich.splice.AssembledFile;
import dev.deltaenrich.splice.Assembly;
import dev.deltaenrich.store.CopiedPart;
import dev.deltaenrich.store.Part;
import dev.deltaenrich.store.StoreAnswer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** A file that the store is copying the prefix of. */
final class S3Assembly implements Assembly {
  /** Makes the file in another way. */
  @FunctionalInterface
  interface OtherWay {
    /**
     * @param refusal why the store does not copy
     */
    Assembly begin(StoreAnswer refusal) throws IOException;
  }

  private final S3Upload upload;
  private final long prefix;
  private final List<Future<CopiedPart>> copies;
  private final OtherWay otherWay;
  private boolean over;

  /**
   * @param upload to which the copies go; ended here
   * @param prefix how many bytes they are in all
   * @param copies of the parts from the first on
   * @param otherWay for a store that refuses
   */
  S3Assembly(S3Upload upload, long prefix, List<Future<CopiedPart>> copies, OtherWay otherWay) {
    this.upload = upload;
    this.prefix = prefix;
    this.copies = List.copyOf(copies);
    this.otherWay = otherWay;
  }

  @Override
  public AssembledFile finish(ByteBuffer tail) throws IOException {
    Part last = upload.put(copies.size() + 1, tail);
    List<Part> parts = new ArrayList<>();
    for (Future<CopiedPart> copy : copies) {
      CopiedPart copied = await(copy);
      if (copied.refusal() != null) {
        return finishOtherwise(copied.refusal(), tail);
      }
      parts.add(copied.part());
    }
    parts.add(last);
    long bytes = prefix + tail.remaining();
    long made = upload.complete(parts, bytes).modified().toEpochMilli();
    over = true;
    return new AssembledFile(bytes, made);
  }

  private AssembledFile finishOtherwise(StoreAnswer refusal, ByteBuffer tail) throws IOException {
    close();
    try (Assembly other = otherWay.begin(refusal)) {
      return other.finish(tail);
    }
  }

  static <T> T await(Future<T> copy) throws IOException {
    try {
      return copy.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the store was copying");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IOException(e.getCause());
    }
  }

  @Override
  public void close() {
    if (!over) {
      over = true;
      // Those under way go on to their ends, and then see that the upload is no more.
      copies.forEach(copy -> copy.cancel(false));
      upload.abort();
    }
  }
}
