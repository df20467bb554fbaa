package dev.deltaenrich.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.services.TestSession;
import dev.deltaenrich.sink.ConditionalPutLogStore;
import io.delta.storage.HDFSLogStore;
import io.delta.storage.LocalLogStore;
import io.delta.storage.LogStore;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The store for a log is the one that Delta would take. */
class LogStoresTest {
  private static final String OF_FILES = "spark.delta.logStore.file.impl";

  private final SparkSession spark = TestSession.get();
  private final SparkConf settings = spark.sparkContext().conf();

  @AfterEach
  void forget() {
    settings.remove(OF_FILES);
  }

  @ParameterizedTest
  @CsvSource({
    "s3, S3SingleDriverLogStore",
    "s3n, S3SingleDriverLogStore",
    "abfss, AzureLogStore",
    "gs, GCSLogStore",
    "hdfs, HDFSLogStore",
    "file, HDFSLogStore"
  })
  void eachSchemeHasItsOwn(String scheme, String store) {
    assertThat(of(scheme).getClass().getSimpleName()).isEqualTo(store);
  }

  @Test
  void theProgramsOwnIsForS3() {
    assertThat(of("s3a")).isInstanceOf(ConditionalPutLogStore.class);
  }

  @Test
  void aSchemesStoreCanBeSet() {
    settings.set(OF_FILES, LocalLogStore.class.getName());

    assertThat(of("file")).isInstanceOf(LocalLogStore.class);
    assertThat(of("hdfs")).isInstanceOf(HDFSLogStore.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"AzureLogStore", "HDFSLogStore", "LocalLogStore", "S3SingleDriverLogStore"})
  void deltasFirstStoresHaveSuccessors(String name) {
    settings.set(OF_FILES, "org.apache.spark.sql.delta.storage." + name);

    assertThat(of("file").getClass().getName()).isEqualTo("io.delta.storage." + name);
  }

  @ParameterizedTest
  @CsvSource({"java.lang.String", "no.such.Store"})
  void whatIsNoneIsNamed(String name) {
    settings.set(OF_FILES, name);

    assertThatThrownBy(() -> of("file"))
        .isInstanceOfSatisfying(
            EnrichException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SETTINGS))
        .hasMessageContaining(name + " is no log store of Delta's")
        .hasMessageContaining("correct spark.delta.logStore");
  }

  private LogStore of(String scheme) {
    return LogStores.of(spark, scheme, new Configuration());
  }
}
