package dev.deltaenrich.enrich;

import dev.deltaenrich.engine.table.TableStatistics;
import dev.deltaenrich.plan.PlannedFile;
import dev.deltaenrich.plan.ProducedFile;
import java.io.IOException;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.TaskType;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.OutputWriter;
import org.apache.spark.sql.execution.datasources.WriteTaskStatsTracker;
import org.apache.spark.unsafe.types.UTF8String;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one curated file with Spark's Parquet writer and gathers Delta's statistics of it. Either
 * {@link #finish} or {@link #abort} ends it. Not thread-safe.
 */
final class CuratedFileWriter {
  private static final Logger LOG = LoggerFactory.getLogger(CuratedFileWriter.class);

  private final PlannedFile planned;
  private final Configuration conf;
  private final String relativePath;
  private final Path path;

  /** The path in the one form that statistics are asked by; its hash is made once. */
  private final String name;

  private final OutputWriter writer;
  private final WriteTaskStatsTracker statistics;
  private final StoredColumns stored;
  private final MatchCounter matches = new MatchCounter();

  /**
   * Opens the file; it exists from now on, in full only after {@link #finish}.
   *
   * @param attempt the task attempt's id, unique within the application
   */
  CuratedFileWriter(RewriteJob job, PlannedFile planned, long attempt) {
    this.planned = planned;
    this.conf = job.conf().value();
    TaskAttemptContext context =
        new TaskAttemptContextImpl(
            conf,
            new TaskAttemptID(UUID.randomUUID().toString(), 0, TaskType.MAP, (int) attempt, 0));
    this.relativePath =
        job.naming().relativePath(planned, attempt, job.writers().getFileExtension(context));
    this.path = new Path(job.naming().tablePath(), relativePath);
    this.name = path.toString();
    this.statistics = job.statistics().newTaskInstance();
    this.stored = StoredColumns.of(job.layout());
    this.writer = job.writers().newInstance(name, job.layout().stored(), context);
    statistics.newFile(name);
  }

  /**
   * Writes one row.
   *
   * @param row the stored columns first; columns after them are left out
   */
  void write(InternalRow row, UTF8String key, boolean matched) {
    InternalRow values = stored.of(row);
    writer.write(values);
    statistics.newRow(name, values);
    matches.add(key, matched);
  }

  /** Whether this is the writer of {@code file}. */
  @SuppressWarnings("ReferenceEquality") // Asked for each row, and a plan has each file once.
  boolean makes(PlannedFile file) {
    return planned == file;
  }

  /** Closes the file and says what it holds. */
  ProducedFile finish() throws IOException {
    writer.close();
    statistics.closeFile(name);
    FileStatus status = path.getFileSystem(conf).getFileStatus(path);
    return new ProducedFile(
        planned,
        new Path(relativePath).toUri().toString(),
        status.getLen(),
        planned.bytes() + status.getLen(),
        status.getModificationTime(),
        TableStatistics.of(path, statistics.getFinalStats(0L)),
        matches.counts(),
        RewriteProducer.NAME);
  }

  /** Takes the file away again, as far as the store lets it; never throws. */
  void abort() {
    try {
      writer.close();
    } catch (Exception e) {
      // Scala's close throws checked exceptions that it does not declare.
      LOG.debug("Cannot close {} to delete it", path, e);
    }
    try {
      path.getFileSystem(conf).delete(path, false);
    } catch (IOException | RuntimeException e) {
      LOG.warn("Cannot delete the unfinished {}: {}", path, e.toString());
    }
  }
}
