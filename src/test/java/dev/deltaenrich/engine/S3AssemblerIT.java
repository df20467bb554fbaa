package dev.deltaenrich.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.services.FaultProxy;
import dev.deltaenrich.services.FaultProxy.Exchange;
import dev.deltaenrich.services.HttpHead;
import dev.deltaenrich.services.Minio;
import dev.deltaenrich.services.RequiresS3;
import dev.deltaenrich.services.S3;
import dev.deltaenrich.splice.AssembledFile;
import dev.deltaenrich.splice.Assembler;
import dev.deltaenrich.splice.Assembly;
import dev.deltaenrich.splice.NewFile;
import dev.deltaenrich.splice.StreamAssembler;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@RequiresS3
class S3AssemblerIT {
  private static final int MEBIBYTE = 1 << 20;
  private static final int PREFIX = 21 * MEBIBYTE;
  private static final int PARTS = 4;
  private static final byte[] RAW = random(PREFIX + 5_000);
  private static final byte[] TAIL = random(300_000);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final S3 s3 = Minio.shared().s3();
  private final FaultProxy proxy = FaultProxy.before(Minio.shared().endpoint());
  private final String raw = Minio.shared().createBucket();
  private final String curated = Minio.shared().createBucket();
  private final Path source = new Path("s3a://%s/raw/part 0=é.parquet".formatted(raw));
  private final Path target =
      new Path("s3a://%s/curated/day=1/enriched.parquet".formatted(curated));
  private final Configuration conf = Minio.shared().hadoop(proxy.endpoint());
  private final AtomicInteger streamed = new AtomicInteger();

  @BeforeEach
  void putSource() {
    put(RAW);
  }

  @AfterEach
  void close() {
    proxy.close();
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private void put(byte[] content) {
    s3.put(raw, key(source), content);
  }

  private static String key(Path path) {
    return path.toUri().getPath().substring(1);
  }

  private S3Assembler assembler() {
    return new S3Assembler(conf, new CountedStreams(), 6 * MEBIBYTE);
  }

  /** Counts the files that the store does not copy. */
  private final class CountedStreams implements Assembler {
    private final Assembler streams = new StreamAssembler(conf);

    @Override
    public Assembly begin(Path source, long prefix, Path target) throws IOException {
      streamed.incrementAndGet();
      return streams.begin(source, prefix, target);
    }

    @Override
    public boolean copies(Path source, long prefix, Path target) throws IOException {
      return streams.copies(source, prefix, target);
    }

    @Override
    public NewFile create(Path target) throws IOException {
      return streams.create(target);
    }
  }

  private Assembly begin() throws IOException {
    return assembler().begin(source, PREFIX, target);
  }

  private AssembledFile assemble() throws IOException {
    try (Assembly assembly = begin()) {
      return assembly.finish(tail());
    }
  }

  private static ByteBuffer tail() {
    return ByteBuffer.wrap(TAIL).asReadOnlyBuffer();
  }

  private void assertAssembled(AssembledFile file) {
    assertThat(file.bytes()).isEqualTo(PREFIX + TAIL.length);
    byte[] there = s3.bytes(curated, key(target));
    assertThat(Arrays.equals(there, 0, PREFIX, RAW, 0, PREFIX)).as("prefix").isTrue();
    assertThat(Arrays.equals(there, PREFIX, there.length, TAIL, 0, TAIL.length))
        .as("tail")
        .isTrue();
    assertThat(uploads()).isEmpty();
  }

  private void assertNothingIsThere() {
    assertThat(s3.keys(curated)).isEmpty();
    assertThat(uploads()).isEmpty();
  }

  private List<String> uploads() {
    return s3.uploads(curated);
  }

  private static boolean copies(HttpHead request) {
    return request.header("x-amz-copy-source").isPresent();
  }

  private static boolean uploads(HttpHead request) {
    return request.method().equals("PUT")
        && request.query().contains("uploadId=")
        && !copies(request);
  }

  private static boolean begins(HttpHead request) {
    return request.method().equals("POST") && request.query().startsWith("uploads");
  }

  private static boolean completes(HttpHead request) {
    return request.method().equals("POST") && request.query().startsWith("uploadId=");
  }

  private static boolean aborts(HttpHead request) {
    return request.method().equals("DELETE") && request.query().startsWith("uploadId=");
  }

  @Test
  void theFileIsThePrefixAndTheTail() throws IOException {
    AssembledFile file = assemble();

    assertAssembled(file);
    assertThat(file.modificationTime()).isEqualTo(s3.modified(curated, key(target)).toEpochMilli());
    assertThat(proxy.exchanges(S3AssemblerIT::copies)).hasSize(PARTS);
    assertThat(proxy.exchanges(S3AssemblerIT::uploads))
        .extracting(upload -> upload.request().header("Content-MD5"))
        .containsExactly(Optional.of(Base64.getEncoder().encodeToString(DigestUtils.md5(TAIL))));
    assertThat(streamed).hasValue(0);
  }

  @Test
  void thePrefixNeverPassesThroughThisProcess() throws IOException {
    assemble();

    long moved =
        proxy.exchanges().stream().mapToLong(e -> e.requestBytes() + e.responseBytes()).sum();
    assertThat(moved).isLessThan(TAIL.length + 16_000);
    assertThat(moved - TAIL.length).isLessThan(PREFIX * 3L / 100);
  }

  @Test
  void copiesRunWhileTheTailIsMade() throws IOException {
    try (Assembly assembly = begin()) {
      await(() -> proxy.exchanges(S3AssemblerIT::copies).size() == PARTS);
      assertAssembled(assembly.finish(tail()));
    }
  }

  @Test
  void aClosedAssemblyLeavesNothing() throws IOException {
    try (Assembly assembly = begin()) {
      await(() -> proxy.exchanges(S3AssemblerIT::copies).size() == PARTS);
      assertThat(uploads()).as("the upload before").hasSize(1);
    }
    assertNothingIsThere();
  }

  /** An abort does not end a copy that is under way. */
  @Test
  void aCopyThatOutlivesItsUploadLeavesNothing() throws IOException {
    CountDownLatch underWay = new CountDownLatch(PARTS);
    CountDownLatch closed = new CountDownLatch(1);
    proxy
        .all(S3AssemblerIT::copies)
        .runBefore(
            request -> {
              underWay.countDown();
              await(() -> closed.getCount() == 0);
            });
    try (Assembly assembly = begin()) {
      await(() -> underWay.getCount() == 0);
    }
    closed.countDown();

    await(() -> proxy.exchanges(S3AssemblerIT::aborts).size() == 1 + PARTS);
    assertNothingIsThere();
  }

  @Test
  void anInterruptedTaskLeavesNothing() throws IOException {
    proxy.all(S3AssemblerIT::copies).delay(Duration.ofSeconds(2));
    try (Assembly assembly = begin()) {
      Thread task = Thread.currentThread();
      proxy.next(1, S3AssemblerIT::uploads).runAfter(request -> interruptLater(task));
      assertThatThrownBy(() -> assembly.finish(tail())).isInstanceOf(InterruptedIOException.class);
    }
    assertThat(Thread.interrupted()).as("still interrupted").isTrue();
    assertNothingIsThere();
  }

  private static void interruptLater(Thread task) {
    new Thread(
            () -> {
              await(() -> task.getState() == Thread.State.WAITING);
              task.interrupt();
            })
        .start();
  }

  @Test
  void aSourceThatIsOverwrittenMeanwhileIsAnError() throws IOException {
    proxy.next(1, S3AssemblerIT::copies).runBefore(request -> put(random(RAW.length + 1)));

    assertThatThrownBy(this::assemble)
        .isInstanceOf(EnrichException.class)
        .hasMessage(
            "Cannot copy %s: it was overwritten while it was copied, and files of a Delta table never change; find out who writes there, and run again"
                .formatted(source))
        .extracting("code")
        .isEqualTo(ErrorCode.FILE_CORRUPT);
    assertNothingIsThere();
  }

  @Test
  void aSourceThatIsGoneIsAnError() {
    s3.delete(raw, key(source));

    assertThatThrownBy(this::assemble).isInstanceOf(FileNotFoundException.class);
    assertNothingIsThere();
  }

  @Test
  void aSourceThatIsTooShortIsAnError() {
    put(random(PREFIX - 1));

    assertThatThrownBy(this::assemble)
        .isInstanceOf(IOException.class)
        .hasMessage(
            "%s has %d bytes, and the first %d are asked for"
                .formatted(source, PREFIX - 1, PREFIX));
    assertNothingIsThere();
  }

  @ParameterizedTest
  @ValueSource(strings = {"501 NotImplemented", "403 AccessDenied", "405 MethodNotAllowed"})
  void aStoreThatRefusesToCopyIsAskedOnce(String answer) throws IOException {
    String[] words = answer.split(" ", -1);
    proxy.all(S3AssemblerIT::copies).answer(Integer.parseInt(words[0]), words[1]);

    assertAssembled(assemble());
    int asked = proxy.exchanges(S3AssemblerIT::copies).size();
    assertAssembled(assemble());

    assertThat(proxy.exchanges(S3AssemblerIT::copies)).hasSize(asked);
    assertThat(streamed).hasValue(2);
  }

  @Test
  void aPrefixTooSmallForAPartIsStreamed() throws IOException {
    try (Assembly assembly = assembler().begin(source, 5 * MEBIBYTE - 1, target)) {
      assertThat(assembly.finish(tail()).bytes()).isEqualTo(5 * MEBIBYTE - 1 + TAIL.length);
    }
    assertThat(streamed).hasValue(1);
  }

  @Test
  void filesBetweenTwoStoresAreStreamed() throws IOException {
    conf.set("fs.s3a.bucket.%s.endpoint".formatted(raw), Minio.shared().endpoint());

    assertAssembled(assemble());
    assertThat(streamed).hasValue(1);
  }

  @Test
  void lostResponsesAreNoFailures() throws IOException {
    proxy.next(2, S3AssemblerIT::copies).loseResponse();
    proxy.next(1, S3AssemblerIT::uploads).loseResponse();
    proxy.next(1, S3AssemblerIT::completes).loseResponse();

    assertAssembled(assemble());
  }

  @Test
  void aBusyStoreIsAskedAgain() throws IOException {
    for (int time = 0; time < 2; time++) {
      proxy.next(1, S3AssemblerIT::begins).answer(503, "SlowDown");
      proxy.next(1, S3AssemblerIT::copies).answer(503, "SlowDown");
      proxy.next(1, S3AssemblerIT::uploads).answer(500, "InternalError");
      proxy.next(1, S3AssemblerIT::completes).answer(503, "SlowDown");
    }

    assertAssembled(assemble());
  }

  @Test
  void everyRequestBelongsToAnOperation() throws IOException {
    conf.set("fs.s3a.audit.enabled", "true");
    conf.set("fs.s3a.audit.reject.out.of.span.operations", "true");

    assertAssembled(assemble());
    try (Assembly assembly = begin()) {
      assertThat(assembly).isNotNull();
    }
    assertThat(uploads()).isEmpty();
  }

  /** A store without keys to encrypt with refuses; what counts is what the store was asked. */
  @Test
  void filesAreEncryptedAndOwnedAsS3aIsConfigured() {
    conf.set("fs.s3a.encryption.algorithm", "AES256");
    conf.set("fs.s3a.acl.default", "BucketOwnerFullControl");

    try (Assembly assembly = begin()) {
      assertThat(assembly).isNotNull();
    } catch (IOException e) {
      assertThat(e)
          .hasMessageContaining("Server side encryption specified but KMS is not configured");
    }

    assertThat(proxy.exchanges(S3AssemblerIT::begins))
        .isNotEmpty()
        .extracting(Exchange::request)
        .allSatisfy(
            request -> {
              assertThat(request.header("x-amz-server-side-encryption")).contains("AES256");
              assertThat(request.header("x-amz-acl")).contains("bucket-owner-full-control");
            });
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("patience").isLessThan(end);
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
