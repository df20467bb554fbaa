package dev.deltaenrich.enrich;

import dev.deltaenrich.engine.FailureTranslator;
import dev.deltaenrich.engine.JavaBytes;
import dev.deltaenrich.plan.ProducedFile;
import dev.deltaenrich.plan.SourceFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Runs on executors: takes the rows of one partition, source after source, and makes the curated
 * files they belong to; what comes out are {@link ProducedFile}s as {@link JavaBytes}. On failure
 * it deletes the file it was writing; files it had finished are left to the driver, which knows the
 * run.
 */
final class RewriteTask implements FlatMapFunction<Iterator<InternalRow>, JavaBytes<ProducedFile>> {
  private static final long serialVersionUID = 1L;

  private final Broadcast<JavaBytes<RewriteJob>> broadcast;

  private transient RewriteJob job;
  private transient RowLayout layout;
  private transient SourceCheck check;
  private transient Map<String, SourcePlace> places;
  private transient List<ProducedFile> produced;
  private transient CuratedFileWriter writer;
  private transient SourcePlace place;
  private transient UTF8String source;
  private transient UTF8String sourceSeen;
  private transient long sourceRows;
  private transient Set<SourceFile> read;

  RewriteTask(Broadcast<JavaBytes<RewriteJob>> job) {
    this.broadcast = job;
  }

  @Override
  public Iterator<JavaBytes<ProducedFile>> call(Iterator<InternalRow> rows) throws IOException {
    job = broadcast.value().value();
    layout = job.layout();
    check = new SourceCheck(job.conf().value(), job.columns());
    places = job.places();
    produced = new ArrayList<>();
    read = new HashSet<>();
    try {
      while (ExplainedScan.hasNext(rows, this::sourceAt, check)) {
        write(rows.next());
      }
      finishSource();
      finishFile();
      return produced.stream().map(JavaBytes::of).toList().iterator();
    } catch (Throwable e) {
      if (writer != null) {
        writer.abort();
      }
      if (e instanceof Error || TaskContext.get().isInterrupted()) {
        throw e;
      }
      throw FailureTranslator.translate("write " + job.naming().tablePath(), e);
    }
  }

  private SourceFile sourceAt(String uri) {
    SourcePlace found = places.get(uri);
    return found == null ? null : found.source();
  }

  @SuppressWarnings("ReferenceEquality") // Often the very same: no bytes need to be compared.
  private void write(InternalRow row) throws IOException {
    UTF8String rowSource = layout.sourceOf(row);
    if (rowSource != sourceSeen) {
      sourceSeen = rowSource;
      if (!rowSource.equals(source)) {
        startSource(rowSource.copy());
      }
    }
    writer.write(row, layout.keyOf(row), layout.isMatched(row));
    sourceRows++;
  }

  private void startSource(UTF8String uri) throws IOException {
    finishSource();
    SourcePlace next = places.get(uri.toString());
    if (next == null) {
      throw new IllegalStateException("Spark read %s, which is not in the plan".formatted(uri));
    }
    if (writer == null || !writer.makes(next.planned())) {
      finishFile();
      writer = new CuratedFileWriter(job, next.planned(), TaskContext.get().taskAttemptId());
    }
    source = uri;
    place = next;
  }

  private void finishSource() {
    if (place != null) {
      check.requireAllRows(place.source(), sourceRows);
      read.add(place.source());
    }
    place = null;
    sourceRows = 0;
  }

  private void finishFile() throws IOException {
    if (writer != null) {
      ProducedFile file = writer.finish();
      writer = null;
      requireRestEmpty(file);
      produced.add(file);
    }
    read.clear();
  }

  /** A source of the file from which no row came must have none. */
  private void requireRestEmpty(ProducedFile file) {
    for (SourceFile other : file.planned().sources()) {
      if (!read.contains(other)) {
        check.requireAllRows(other, 0);
      }
    }
  }
}
