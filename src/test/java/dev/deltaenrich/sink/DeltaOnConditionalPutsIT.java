package dev.deltaenrich.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.services.FaultProxy;
import dev.deltaenrich.services.Minio;
import dev.deltaenrich.services.NewestSnapshot;
import dev.deltaenrich.services.RequiresS3;
import dev.deltaenrich.services.SessionBucket;
import dev.deltaenrich.services.TestSession;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Delta itself, as any Spark job uses it, on a log of conditional writes. */
@RequiresS3
class DeltaOnConditionalPutsIT {
  private static final int APPENDS = 12;
  private static final long ROWS = 10;
  private static final String ANOTHERS_COMMIT =
      "{\"commitInfo\":{\"operation\":\"WRITE\",\"isBlindAppend\":true}}\n";

  private final SparkSession spark = TestSession.get();
  private final FaultProxy proxy = FaultProxy.before(Minio.shared().endpoint());
  private final SessionBucket bucket = SessionBucket.reachedAt(proxy.endpoint());
  private final String table = "s3a://" + bucket.name() + "/table";

  @AfterEach
  void close() {
    bucket.close();
    proxy.close();
  }

  private void append(int number) {
    spark
        .range(number * ROWS, (number + 1) * ROWS)
        .repartition(2)
        .write()
        .format("delta")
        .mode("append")
        .save(table);
  }

  private Dataset<Row> read() {
    DeltaLog.clearCache();
    return spark.read().format("delta").load(table);
  }

  private long version() {
    return NewestSnapshot.of(spark, table).version();
  }

  /** Every commit's first response is lost, and none is made twice. */
  @Test
  void aTableOutlivesLostResponsesAndItsOwnMaintenance() {
    for (int number = 0; number < APPENDS; number++) {
      proxy.next(1, LogFolder::writesEntry).loseResponse();
      append(number);
    }

    assertThat(version()).isEqualTo(APPENDS - 1);
    assertThat(read().count()).isEqualTo(APPENDS * ROWS);
    assertThat(read().distinct().count()).isEqualTo(APPENDS * ROWS);
    assertThat(bucket.objects()).anyMatch(key -> key.endsWith(".checkpoint.parquet"));
    assertThat(bucket.objects()).anyMatch(key -> key.endsWith("_last_checkpoint"));
    assertThat(bucket.objects()).noneMatch(key -> key.contains(".probe"));

    spark.sql("OPTIMIZE delta.`%s`".formatted(table));
    spark.sql("DELETE FROM delta.`%s` WHERE id < %d".formatted(table, ROWS));
    vacuum();

    assertThat(read().count()).isEqualTo((APPENDS - 1) * ROWS);
    assertThat(dataFiles()).hasSize(read().inputFiles().length);
  }

  private void vacuum() {
    String check = "spark.databricks.delta.retentionDurationCheck.enabled";
    spark.conf().set(check, "false");
    spark.sql("VACUUM delta.`%s` RETAIN 0 HOURS".formatted(table));
    spark.conf().unset(check);
  }

  private List<String> dataFiles() {
    return bucket.objects().stream()
        .filter(key -> key.endsWith(".parquet") && !key.contains("_delta_log"))
        .toList();
  }

  @Test
  void anotherWritersCommitInBetweenIsAConflictThatDeltaSolves() {
    append(0);
    proxy
        .next(1, LogFolder::writesEntry)
        .runBefore(request -> Minio.shared().s3().put(bucket.name(), log(1), ANOTHERS_COMMIT));
    proxy.next(1, LogFolder::writesEntry).loseResponse();

    append(1);

    assertThat(version()).isEqualTo(2);
    assertThat(read().count()).isEqualTo(2 * ROWS);
  }

  private static String log(int version) {
    return "table/_delta_log/" + LogFolder.name(version);
  }
}
