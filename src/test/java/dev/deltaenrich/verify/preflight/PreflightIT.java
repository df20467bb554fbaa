package dev.deltaenrich.verify.preflight;

import static dev.deltaenrich.verify.preflight.PreflightFixture.assertFailed;
import static dev.deltaenrich.verify.preflight.PreflightFixture.assertOk;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.services.FaultProxy;
import dev.deltaenrich.services.Minio;
import dev.deltaenrich.services.RequiresS3;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checks against a real object store. */
@RequiresS3
class PreflightIT {
  @TempDir Path folder;
  private Minio minio;
  private PreflightFixture fixture;

  @BeforeEach
  void prepare() {
    minio = Minio.shared();
    fixture = new PreflightFixture(folder);
  }

  @Test
  void everyCheckPassesAndNothingIsLeftBehind() {
    String raw = minio.createBucket();
    String curated = minio.createBucket();
    fixture
        .set("raw.path", "s3a://" + raw + "/folder/raw")
        .set("target.path", "s3a://" + curated + "/curated");
    CheckResult result =
        StoreSettings.with(
            minio.hadoopSettings(),
            () -> fixture.raw("SELECT 'MER-ABC' merchant_id", fixture.settings().rawPath()).run());
    assertThat(result.report().notes()).allSatisfy(line -> assertThat(line).startsWith("ok "));
    assertOk(result, "target write", "wrote and deleted a file in s3a://" + curated + "/");
    assertThat(minio.s3().keys(curated)).isEmpty();
  }

  @Test
  void theProbeLeavesNoMarkersBesideADeepTarget() {
    String bucket = minio.createBucket();
    minio.s3().put(bucket, "some/folder/file", "x");
    fixture.set("target.path", "s3a://" + bucket + "/some/folder/not/yet/there");
    CheckResult result = StoreSettings.with(minio.hadoopSettings(), fixture::runTables);
    assertOk(result, "target write", "s3a://" + bucket + "/some/folder");
    assertThat(minio.s3().keys(bucket)).containsExactly("some/folder/file");
  }

  @Test
  void missingBucketsAreNamed() {
    String raw = Minio.uniqueName("nowhere");
    String curated = Minio.uniqueName("nowhere");
    fixture
        .set("raw.path", "s3a://" + raw + "/raw")
        .set("target.path", "s3a://" + curated + "/curated");
    CheckResult result = StoreSettings.with(minio.hadoopSettings(), fixture::runTables);
    assertFailed(result, "raw store", "there is no bucket '%s'".formatted(raw), "create it");
    assertFailed(result, "target store", "there is no bucket '%s'".formatted(curated), "create it");
  }

  @Test
  void theStoresReasonIsTold() {
    fixture.set("target.path", "s3a://" + minio.createBucket() + "/curated");
    try (FaultProxy proxy = FaultProxy.before(minio.endpoint())) {
      proxy.shiftClock(Duration.ofMinutes(20));
      Map<String, String> settings = new HashMap<>(minio.hadoopSettings());
      settings.put("spark.hadoop.fs.s3a.endpoint", proxy.endpoint());
      CheckResult result = StoreSettings.with(settings, fixture::runTables);
      assertFailed(result, "target store", "RequestTimeTooSkewed", "set the clock");
    }
  }

  @Test
  void wrongKeysAreNamedButNotShown() {
    fixture.set("target.path", "s3a://" + minio.createBucket() + "/curated");
    Map<String, String> settings = new HashMap<>(minio.hadoopSettings());
    settings.put("spark.hadoop.fs.s3a.secret.key", "canary-wrong-secret");
    CheckResult result = StoreSettings.with(settings, fixture::runTables);
    assertFailed(result, "target store", "the object store refused it", "check AWS_ACCESS_KEY_ID");
    assertThat(result.toString()).doesNotContain("canary-wrong-secret");
  }
}
