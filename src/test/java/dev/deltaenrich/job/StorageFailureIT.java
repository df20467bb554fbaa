package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.services.Answering;
import dev.deltaenrich.services.ExternalProcess;
import dev.deltaenrich.services.Minio;
import dev.deltaenrich.services.Ports;
import dev.deltaenrich.services.ProcessResult;
import dev.deltaenrich.services.RequiresS3;
import dev.deltaenrich.services.SelfSigned;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.util.VersionInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Object stores that are down, shut, or no object stores. Each test has buckets of its own, and
 * S3A's settings by bucket keep the tests' clients apart.
 */
@RequiresS3
class StorageFailureIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String LISTING_AND_READING =
      """
      {"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"AWS": ["*"]},
        "Action": ["s3:GetObject", "s3:ListBucket", "s3:GetBucketLocation"],
        "Resource": ["arn:aws:s3:::%1$s", "arn:aws:s3:::%1$s/*"]}]}
      """;

  @TempDir Path folder;
  private final Minio minio = Minio.shared();
  private final List<String> set = new ArrayList<>();
  private EnrichFixture tables;

  @BeforeEach
  void land() throws IOException {
    tables = EnrichFixture.landed(folder);
  }

  @AfterEach
  void unset() {
    set.forEach(hadoop()::unset);
  }

  private Configuration hadoop() {
    return tables.spark().sparkContext().hadoopConfiguration();
  }

  /** Sets {@code fs.s3a.bucket.NAME.KEY}. */
  private void set(String bucket, String key, String value) {
    String full = "fs.s3a.bucket.%s.%s".formatted(bucket, key);
    hadoop().set(full, value);
    set.add(full);
  }

  /** The name of a bucket that is not there, in the real store, with its keys. */
  private String absentBucket() {
    String bucket = Minio.uniqueName("test");
    minio
        .hadoopSettings()
        .forEach((key, value) -> set(bucket, key.replace("spark.hadoop.fs.s3a.", ""), value));
    return bucket;
  }

  private String bucket() {
    return minio.createBucket(absentBucket());
  }

  /** One at another place, which is given up sooner than by default. */
  private String impatientBucketAt(String endpoint) {
    String bucket = bucketAt(endpoint);
    set(bucket, "retry.interval", "10ms");
    set(bucket, "retry.throttle.interval", "10ms");
    return bucket;
  }

  private String bucketAt(String endpoint) {
    String bucket = absentBucket();
    set(bucket, "endpoint", endpoint);
    set(bucket, "connection.ssl.enabled", String.valueOf(endpoint.startsWith("https:")));
    return bucket;
  }

  private String rawIn(String bucket) {
    String path = "s3a://" + bucket + "/raw";
    tables
        .spark()
        .read()
        .format("delta")
        .load(tables.rawPath().toString())
        .repartition(2)
        .write()
        .format("delta")
        .save(path);
    return path;
  }

  private void failsWithRawIn(String bucket, ErrorCode code, String... parts) throws IOException {
    tables.set("raw.path", "s3a://" + bucket + "/raw");
    long start = System.nanoTime();
    tables.failsAndLeavesTheTargetAlone(code, parts);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE);
  }

  private void failsWithTargetIn(String bucket, ErrorCode code, String... parts)
      throws IOException {
    tables.set("target.path", "s3a://" + bucket + "/curated");
    long start = System.nanoTime();
    tables.failsAndLeavesTheTargetAlone(code, parts);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE);
  }

  private Map<String, String> objects(String bucket) {
    return minio.s3().etags(bucket, "");
  }

  @Test
  void aHealthyStoreIsNoFailure() {
    String target = bucket();
    tables.set("raw.path", rawIn(bucket())).set("target.path", "s3a://" + target + "/curated");

    assertThat(tables.enrich().exitCode()).isZero();
    assertThat(tables.curated().count()).isEqualTo(EnrichFixture.ROWS);
  }

  @Test
  void aStoreThatIsDown() throws IOException {
    int port = Ports.free();
    failsWithRawIn(
        bucketAt("http://127.0.0.1:" + port),
        ErrorCode.STORE_UNREACHABLE,
        "127.0.0.1:" + port,
        "Connection refused",
        "check that it runs");
  }

  @Test
  void aStoreThatNeverAnswers() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      failsWithTargetIn(
          bucketAt("http://127.0.0.1:" + silent.getLocalPort()),
          ErrorCode.STORE_UNREACHABLE,
          "Read timed out",
          "check that it runs");
    }
  }

  @Test
  void aHostThatNobodyKnows() throws IOException {
    failsWithRawIn(
        impatientBucketAt("http://no-such-host.invalid:9000"),
        ErrorCode.STORE_UNREACHABLE,
        "no-such-host.invalid",
        "fs.s3a.endpoint");
  }

  @ParameterizedTest
  @ValueSource(ints = {503, 500})
  void aStoreThatIsOverloaded(int status) throws IOException {
    String slowDown = "<Error><Code>SlowDown</Code><Message>Reduce your rate</Message></Error>";
    try (Answering server = Answering.with(status, "application/xml", slowDown)) {
      failsWithRawIn(
          impatientBucketAt(server.endpoint("http")),
          ErrorCode.STORE_UNREACHABLE,
          "is overloaded or out of order (" + status,
          "try again");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"access.key", "secret.key"})
  void aWrongKey(String key) throws IOException {
    String bucket = bucket();
    set(bucket, key, "canary-wrong-key");

    failsWithRawIn(
        bucket, ErrorCode.STORE_DENIED, "403", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY");
  }

  @Test
  void noKeysAtAll() throws IOException {
    String bucket = impatientBucketAt(minio.endpoint());
    hadoop().unset("fs.s3a.bucket.%s.access.key".formatted(bucket));
    hadoop().unset("fs.s3a.bucket.%s.secret.key".formatted(bucket));

    failsWithRawIn(
        bucket,
        ErrorCode.STORE_DENIED,
        "there are no credentials for the object store; set AWS_ACCESS_KEY_ID and",
        "Hadoop credential provider");
  }

  @Test
  void aRawBucketThatIsMissing() throws IOException {
    String bucket = absentBucket();
    failsWithRawIn(
        bucket, ErrorCode.BUCKET_MISSING, "there is no bucket '" + bucket + "'; create it");
  }

  @Test
  void aTargetBucketThatIsMissing() throws IOException {
    String bucket = absentBucket();
    failsWithTargetIn(
        bucket, ErrorCode.BUCKET_MISSING, "there is no bucket '" + bucket + "'; create it");
    assertThat(minio.s3().buckets()).doesNotContain(bucket);
  }

  @Test
  void aRawPathThatIsMissingInABucketThatIsThere() throws IOException {
    failsWithRawIn(bucket(), ErrorCode.RAW_MISSING, "there is nothing at this path");
  }

  @Test
  void aTargetThatMayOnlyBeRead() throws IOException {
    String bucket = bucket();
    minio.s3().setPolicy(bucket, LISTING_AND_READING.formatted(bucket));
    set(
        bucket,
        "aws.credentials.provider",
        "org.apache.hadoop.fs.s3a.AnonymousAWSCredentialsProvider");
    tables.set("lookup.history.path", folder.resolve("history").toString());

    failsWithTargetIn(bucket, ErrorCode.STORE_DENIED, "403 AccessDenied", "rights to the bucket");
    assertThat(objects(bucket)).isEmpty();
  }

  @Test
  void anExistingTargetThatMayNoLongerBeWritten() throws IOException {
    String bucket = bucket();
    tables.set("target.path", "s3a://" + bucket + "/curated");
    assertThat(tables.enrich().exitCode()).isZero();
    Map<String, String> before = objects(bucket);
    minio.s3().setPolicy(bucket, LISTING_AND_READING.formatted(bucket));
    set(
        bucket,
        "aws.credentials.provider",
        "org.apache.hadoop.fs.s3a.AnonymousAWSCredentialsProvider");
    hadoop().setBoolean("fs.s3a.impl.disable.cache", true);
    set.add("fs.s3a.impl.disable.cache");

    failsWithTargetIn(bucket, ErrorCode.STORE_DENIED, "403 AccessDenied");
    assertThat(objects(bucket)).isEqualTo(before);
  }

  @Test
  void aDataFileThatWasDeleted() throws IOException {
    String bucket = bucket();
    tables.set("raw.path", rawIn(bucket));
    String gone =
        objects(bucket).keySet().stream().filter(key -> key.endsWith(".parquet")).findFirst().get();
    minio.s3().delete(bucket, gone);

    failsWithRawIn(bucket, ErrorCode.FILE_MISSING, gone.replaceAll(".*/", ""));
  }

  @Test
  void tlsToAPortThatHasNone() throws IOException {
    failsWithRawIn(
        impatientBucketAt(minio.endpoint().replace("http:", "https:")),
        ErrorCode.SETTINGS,
        "the endpoint does not speak TLS",
        "write http://");
  }

  /** What MinIO answers, as any server written in Go. */
  @Test
  void noTlsToAPortThatWantsIt() throws IOException {
    String text = "Client sent an HTTP request to an HTTPS server.";
    try (Answering server = Answering.with(400, "text/plain", text)) {
      failsWithRawIn(
          impatientBucketAt(server.endpoint("http")),
          ErrorCode.SETTINGS,
          "400",
          "it may want https");
    }
  }

  @Test
  void aCertificateThatNobodyVouchesFor() throws IOException {
    try (Answering server = Answering.withTls(SelfSigned.create(folder))) {
      failsWithRawIn(
          impatientBucketAt(server.endpoint("https")),
          ErrorCode.STORE_DENIED,
          "certificate is not trusted",
          "trust store");
    }
  }

  /** MinIO's console answers every request with its page. */
  @Test
  void anEndpointThatIsAnotherService() throws IOException {
    try (Answering server = Answering.with(200, "text/html", "<html>Welcome!</html>")) {
      failsWithRawIn(
          impatientBucketAt(server.endpoint("http")),
          ErrorCode.SETTINGS,
          "the endpoint's answer is not that of a bucket",
          "check fs.s3a.endpoint");
    }
  }

  @Test
  void anEndpointThatIsNoUrl() throws IOException {
    failsWithRawIn(impatientBucketAt("not a url"), ErrorCode.SETTINGS, "fs.s3a.endpoint");
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3", "s3n"})
  void aSchemeThatIsNearlyRight(String scheme) throws IOException {
    tables.set("raw.path", scheme + "://bucket/raw");
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.SETTINGS, "no file system is known for " + scheme + "://", "write s3a://");
  }

  @Test
  void aSchemeThatIsUnknown() throws IOException {
    tables.set("raw.path", "gopher://bucket/raw");
    tables.failsAndLeavesTheTargetAlone(
        ErrorCode.SETTINGS, "no file system is known for gopher://", "s3a://BUCKET/FOLDER");
  }

  @Test
  void aBucketWhoseNameIsNone() throws IOException {
    failsWithRawIn("raw_data", ErrorCode.SETTINGS, "bucket", "rename");
  }

  /** A process of its own: this one has hadoop-aws. */
  @Test
  void aClassPathWithoutHadoopAws() throws IOException {
    tables.set("raw.path", "s3a://bucket/raw");
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.matches(".*(hadoop-aws|aws-java-sdk|awssdk).*"))
            .collect(Collectors.joining(File.pathSeparator));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            new String(
                    getClass().getResourceAsStream("/java17.options").readAllBytes(),
                    StandardCharsets.UTF_8)
                .strip()
                .split("\\s+")));
    command.addAll(
        List.of(
            "-cp",
            classPath,
            "dev.deltaenrich.Main",
            "enrich",
            "--config",
            tables.settingsFile().toString()));

    ProcessResult result = ExternalProcess.command(command).start().await(PATIENCE);

    assertThat(result.exit()).as(result.output()).isEqualTo(2);
    assertThat(result.stderr())
        .contains("delta-enrich: USAGE: Cannot open s3a://bucket/raw: hadoop-aws, which opens")
        .contains(
            "add --packages org.apache.hadoop:hadoop-aws:%s to spark-submit"
                .formatted(VersionInfo.getVersion()));
  }

  @Test
  void aLocalTargetWhereAFileStands() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    tables.set("target.path", file.resolve("curated").toString());
    tables.failsAndLeavesTheTargetAlone(ErrorCode.STORE_DENIED, "is a file");
  }

  /** Tests run as root, who may write anywhere else. */
  @Test
  void aLocalTargetWhereNobodyMayWrite() throws IOException {
    tables.set("target.path", "/proc/curated");
    tables.failsAndLeavesTheTargetAlone(ErrorCode.STORE_DENIED, "/proc/curated");
  }
}
