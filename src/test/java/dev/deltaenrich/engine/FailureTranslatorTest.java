package dev.deltaenrich.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.engine.log.ParquetRecords;
import dev.deltaenrich.engine.table.DeltaInternals;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import io.delta.exceptions.ConcurrentAppendException;
import io.delta.exceptions.MetadataChangedException;
import io.delta.exceptions.ProtocolChangedException;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.util.Collections;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.io.ParquetDecodingException;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.spark.SparkException;
import org.apache.spark.TaskKilledException;
import org.apache.spark.sql.delta.DeltaErrors;
import org.apache.spark.sql.delta.DeltaUnsupportedOperationException;
import org.apache.spark.sql.delta.VersionNotFoundException;
import org.apache.spark.sql.execution.datasources.SchemaColumnConvertNotSupportedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailureTranslatorTest {
  private static final MessageType COLUMNS =
      MessageTypeParser.parseMessageType("message m { optional int64 id; }");

  private static final String TABLE = "read the raw table /raw";

  private static EnrichException translated(Throwable failure) {
    EnrichException result = FailureTranslator.translate(TABLE, failure);
    assertThat(result).hasMessageNotContaining("\n").hasMessageStartingWith("Cannot ");
    return result;
  }

  /** What the driver throws when a task has failed. */
  private static SparkException jobFailed(String task, Throwable cause) {
    return new SparkException(
        "Job aborted due to stage failure: Task 0 in stage 1.0 failed 4 times, most recent failure: "
            + task
            + "\n\tat a.b.C.d(C.java:1)\nDriver stacktrace:",
        cause);
  }

  private static void assertCode(ErrorCode code, Throwable failure, String... parts) {
    EnrichException result = translated(failure);
    assertThat(result.code()).as(result.getMessage()).isEqualTo(code);
    assertThat(result.getMessage()).contains(parts).contains("; ");
  }

  @Test
  void whatATaskSaidIsKept() {
    EnrichException said = new EnrichException(ErrorCode.FILE_MISSING, "Cannot read x: gone; y");
    assertThat(translated(jobFailed("Lost task 0.0", new IOException(said)))).isSameAs(said);
  }

  @Test
  void conflicts() {
    assertCode(ErrorCode.COMMIT_CONFLICT, new ConcurrentAppendException("a"), "run again");
    assertCode(ErrorCode.COMMIT_CONFLICT, new MetadataChangedException("a"), "run again");
    assertCode(ErrorCode.COMMIT_CONFLICT, new ProtocolChangedException("a"), "run again");
  }

  @Test
  void tablesNewerThanDelta() {
    assertCode(
        ErrorCode.FEATURE_UNSUPPORTED,
        DeltaInternals.unknownFeature("/raw", "timeMachine"),
        "timeMachine",
        io.delta.package$.MODULE$.VERSION());
  }

  @Test
  void brokenLogs() {
    assertCode(ErrorCode.LOG_BROKEN, DeltaErrors.missingPartFilesException(7, null), "7");
    assertCode(
        ErrorCode.LOG_BROKEN, DeltaErrors.emptyDirectoryException("/raw/_delta_log"), "/raw");
    assertCode(ErrorCode.LOG_BROKEN, jobFailed("x", uriFailure()), "no URI");
    assertCode(
        ErrorCode.LOG_BROKEN,
        jobFailed("x", new RuntimeException("/raw/_delta_log/1.parquet is not a Parquet file")),
        "checkpoint");
    assertCode(ErrorCode.LOG_BROKEN, new FileNotFoundException("/raw/_delta_log/0.json"), "0.json");
  }

  @Test
  void whatDeltaRefuses() {
    assertCode(
        ErrorCode.FEATURE_UNSUPPORTED,
        jobFailed(
            "x",
            new DeltaUnsupportedOperationException(
                "DELTA_CANNOT_UPDATE_ARRAY_FIELD", new String[] {"a", "b"})),
        "Delta refuses it: ",
        "b.element");
    assertCode(
        ErrorCode.UNEXPECTED, new UnsupportedOperationException("not Delta's"), "not Delta's");
  }

  private static Exception uriFailure() {
    try {
      new URI("%zz");
      throw new AssertionError();
    } catch (URISyntaxException e) {
      return e;
    }
  }

  @Test
  void versionsThatAreGone() {
    assertCode(ErrorCode.HISTORY_GONE, new VersionNotFoundException(1, 5, 9), "5");
  }

  @Test
  void files() {
    assertCode(ErrorCode.FILE_MISSING, new FileNotFoundException("/raw/a.parquet"), "a.parquet");
    assertCode(ErrorCode.FILE_CORRUPT, new ParquetDecodingException("bad page"), "bad page");
    assertCode(
        ErrorCode.FILE_UNREADABLE,
        new SchemaColumnConvertNotSupportedException("[id]", "INT32", "bigint"),
        "column [id] is INT32 in the file and bigint in the table",
        "rewrite the file");
    assertCode(
        ErrorCode.FILE_UNREADABLE,
        new RuntimeException(
            "Unable to create Parquet converter for data type \"timestamp_ntz\" whose Parquet type is int64 time(TIMESTAMP(MICROS,true))"),
        "TIMESTAMP(MICROS,true)",
        "rewrite the file");
  }

  @Test
  void localFilesWithAColonInTheirName(@TempDir java.nio.file.Path folder) throws IOException {
    Files.createFile(folder.resolve("a:b.parquet"));
    Path file = new Path(folder.toUri() + "a:b.parquet");
    assertThatThrownBy(() -> file.getFileSystem(new Configuration()).open(file))
        .satisfies(
            failure ->
                assertCode(
                    ErrorCode.FILE_UNREADABLE,
                    failure,
                    "Hadoop's class for local disks takes no file with a colon in its name",
                    "a:b.parquet",
                    "RawLocalFileSystem"));
  }

  @Test
  void namesThatAreTooLongForTheFileSystem(@TempDir java.nio.file.Path folder) {
    String name = "p=" + "\u00fc ".repeat(90);
    Path file = new Path(folder.toString(), name + "/a.parquet");
    assertThatThrownBy(
            () ->
                new ParquetRecords(new Configuration())
                    .write(file, COLUMNS, Collections.emptyIterator()))
        .satisfies(
            failure ->
                assertCode(
                    ErrorCode.STORE_DENIED, failure, "no name as long as '%s'".formatted(name)));
    assertThatThrownBy(() -> Files.createDirectories(folder.resolve(name)))
        .satisfies(
            failure ->
                assertCode(
                    ErrorCode.STORE_DENIED, failure, "no name as long as '%s'".formatted(name)));
    assertThatThrownBy(() -> new FileOutputStream(folder.resolve(name).toString()).close())
        .satisfies(
            failure ->
                assertCode(
                    ErrorCode.STORE_DENIED, failure, "no name as long as '%s'".formatted(name)));
  }

  @Test
  void memory() {
    assertCode(
        ErrorCode.SPARK_FAILED, new OutOfMemoryError("Java heap space"), "spark.executor.memory");
    assertCode(
        ErrorCode.SPARK_FAILED,
        jobFailed("ExecutorLostFailure (executor 1 exited): exit code 137", null),
        "spark.executor.memory");
  }

  @Test
  void lostExecutors() {
    assertCode(
        ErrorCode.SPARK_FAILED,
        jobFailed("ExecutorLostFailure (executor 1 exited unrelated to the running tasks)", null),
        "lost executors",
        "run again");
    assertCode(
        ErrorCode.SPARK_FAILED,
        new SparkException("Job aborted: Master removed our application: FAILED"),
        "Master removed our application");
  }

  @Test
  void classesMissingOnExecutors() {
    assertCode(
        ErrorCode.USAGE,
        jobFailed("x", new ClassNotFoundException("org.apache.spark.sql.delta.DeltaLog")),
        "org.apache.spark.sql.delta.DeltaLog",
        "bundle jar");
  }

  @Test
  void interruptions() {
    assertCode(ErrorCode.SPARK_FAILED, new InterruptedException(), "interrupted");
    assertCode(ErrorCode.SPARK_FAILED, new TaskKilledException("stage cancelled"), "interrupted");
    assertCode(
        ErrorCode.SPARK_FAILED,
        new IllegalStateException("Cannot call methods on a stopped SparkContext.\nThis stopped"),
        "stopped SparkContext");
  }

  @Test
  void whatNobodyForesawSaysWhereItCameFrom() {
    assertCode(
        ErrorCode.UNEXPECTED,
        new NullPointerException(),
        "NullPointerException in " + FailureTranslatorTest.class.getName(),
        "see the log");
    assertCode(
        ErrorCode.UNEXPECTED,
        new IllegalStateException("first\nsecond", new IllegalArgumentException("root")),
        "IllegalStateException: first, caused by IllegalArgumentException: root");
  }

  @Test
  void causesInACircleEnd() {
    Exception one = new Exception("one");
    one.initCause(new Exception("two", one));
    assertCode(ErrorCode.UNEXPECTED, one, "one");
  }
}
