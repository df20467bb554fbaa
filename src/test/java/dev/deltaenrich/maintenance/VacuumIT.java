package dev.deltaenrich.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.lineage.LineageTables;
import dev.deltaenrich.services.Minio;
import dev.deltaenrich.services.RequiresS3;
import dev.deltaenrich.services.S3;
import dev.deltaenrich.verify.TableVerifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.delta.DeltaLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Vacuum on a real object store. */
@RequiresS3
class VacuumIT {
  private static final String LEFT =
      "enriched-0123456789abcdef-20260101T000000Z-00000001-1.snappy.parquet";

  @TempDir Path folder;
  private final Minio minio = Minio.shared();
  private final S3 s3 = minio.s3();
  private final String bucket = minio.createBucket();
  private final String target = "s3a://" + bucket + "/curated";
  private final List<String> set = new ArrayList<>();
  private LineageTables tables;

  @BeforeEach
  void makeTables() {
    tables = new LineageTables(folder).threeRows().set("target.path", target);
    // S3A's settings by bucket keep the tests' clients apart.
    minio
        .hadoopSettings()
        .forEach(
            (key, value) -> {
              String own = key.replace("spark.hadoop.fs.s3a.", "fs.s3a.bucket." + bucket + ".");
              hadoop().set(own, value);
              set.add(own);
            });
  }

  @AfterEach
  void unset() {
    set.forEach(hadoop()::unset);
  }

  private Configuration hadoop() {
    return tables.spark().sparkContext().hadoopConfiguration();
  }

  private VacuumResult vacuum(boolean dryRun, OptionalLong hours) {
    DeltaLog.clearCache();
    return new Vacuum(tables.spark(), target, List.of(target + "_lookups"), Optional.empty())
        .run(new VacuumOptions(dryRun, hours, hours.isPresent()));
  }

  private List<String> keys() {
    return s3.keys(bucket).stream().filter(key -> key.endsWith(".parquet")).toList();
  }

  private List<String> uploads() {
    return s3.uploads(bucket);
  }

  @Test
  void leftoversAndStaleUploadsGoAndTheTableStaysRight() {
    tables.enrich();
    tables.database("UPDATE merchant_lookup SET category = 'Food' WHERE merchant_id = 'MER-ABC'");
    tables.enrich();
    s3.put(bucket, "curated/" + LEFT, "0123456789");
    s3.beginUpload(bucket, "curated/" + LEFT);
    s3.beginUpload(bucket, "curated/others.bin");
    List<String> before = keys();

    VacuumResult young = vacuum(false, OptionalLong.empty());
    assertThat(young.folders()).extracting(VacuumedFolder::files).containsExactly(0, 0);
    assertThat(young.uploads()).isEmpty();
    VacuumResult dry = vacuum(true, OptionalLong.of(0));
    assertThat(keys()).isEqualTo(before);
    assertThat(uploads()).hasSize(2);
    VacuumResult done = vacuum(false, OptionalLong.of(0));

    assertThat(done.folders()).isEqualTo(dry.folders());
    assertThat(done.folders().get(0).files()).as("the replaced file and the orphan").isEqualTo(2);
    assertThat(done.folders().get(0).first()).contains(LEFT);
    assertThat(done.uploads())
        .isEqualTo(dry.uploads())
        .containsExactly("%s/%s".formatted(target, LEFT));
    assertThat(keys()).hasSize(before.size() - 2).doesNotContain("curated/" + LEFT);
    assertThat(uploads()).containsExactly("curated/others.bin");
    DeltaLog.clearCache();
    assertThat(new TableVerifier(tables.spark()).verify(target).verified()).isTrue();
  }
}
