package dev.deltaenrich.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.services.Answering;
import dev.deltaenrich.services.Minio;
import dev.deltaenrich.services.Ports;
import dev.deltaenrich.services.RequiresS3;
import dev.deltaenrich.services.SelfSigned;
import dev.deltaenrich.services.TestSession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores that are down, or refuse, as the commands beside enrich tell of them. */
@RequiresS3
class StoresOfCommandsIT {
  private static final List<String> COMMANDS =
      List.of(
          "verify",
          "explain --where true",
          "runs",
          "unmatched",
          "plan",
          "maintenance vacuum --dry-run");

  @TempDir Path folder;
  private final Minio minio = Minio.shared();
  private final List<String> set = new ArrayList<>();
  private final String bucket = Minio.uniqueName("test");

  @AfterEach
  void unset() {
    set.forEach(hadoop()::unset);
  }

  @Test
  void aStoreThatIsDownIsUnreachable() {
    settle("endpoint", "http://127.0.0.1:" + Ports.free());
    eachSays(ErrorCode.STORE_UNREACHABLE, "check that it runs");
  }

  @Test
  void aCertificateThatNobodyVouchesForIsDenied() throws IOException {
    try (Answering server = Answering.withTls(SelfSigned.create(folder))) {
      settle("endpoint", server.endpoint("https"));
      settle("connection.ssl.enabled", "true");
      eachSays(ErrorCode.STORE_DENIED, "certificate is not trusted");
    }
  }

  @Test
  void wrongKeysAreDenied() {
    minio.createBucket(bucket);
    settle("secret.key", "canary-wrong-key");
    eachSays(ErrorCode.STORE_DENIED, "403");
  }

  @Test
  void aMissingBucketIsNamed() {
    settle("endpoint", minio.endpoint());
    eachSays(ErrorCode.BUCKET_MISSING, "there is no bucket '" + bucket + "'");
  }

  /** This bucket's settings are MinIO's, but for one. */
  private void settle(String key, String value) {
    minio
        .hadoopSettings()
        .forEach((name, its) -> setOnce(name.replace("spark.hadoop.fs.s3a.", ""), its));
    setOnce("retry.interval", "10ms");
    hadoop().set(full(key), value);
  }

  private void setOnce(String key, String value) {
    if (!set.contains(full(key))) {
      hadoop().set(full(key), value);
      set.add(full(key));
    }
  }

  private String full(String key) {
    return "fs.s3a.bucket.%s.%s".formatted(bucket, key);
  }

  private static Configuration hadoop() {
    return TestSession.get().sparkContext().hadoopConfiguration();
  }

  private void eachSays(ErrorCode code, String part) {
    for (String command : COMMANDS) {
      Screen screen = new Screen();
      List<String> words = new ArrayList<>(List.of(command.split(" ")));
      words.add("--set=raw.path=s3a://" + bucket + "/raw");
      words.add("--set=target.path=s3a://" + bucket + "/curated");
      int exit = Commands.run(words.toArray(String[]::new), screen.outStream(), screen.errStream());
      assertThat(screen.err()).as(command).contains(code.name() + ": Cannot ").contains(part);
      assertThat(exit).as(command).isEqualTo(code.exitCode().value());
    }
  }
}
