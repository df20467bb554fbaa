package dev.deltaenrich.enrich;

import dev.deltaenrich.engine.Assemblers;
import dev.deltaenrich.engine.FileNaming;
import dev.deltaenrich.engine.table.DeletedRows;
import dev.deltaenrich.plan.EarlierFile;
import dev.deltaenrich.plan.SourceFile;
import dev.deltaenrich.splice.Assembler;
import dev.deltaenrich.splice.PreparedLookup;
import dev.deltaenrich.splice.Splicer;
import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/**
 * What every task of a splice needs to know; broadcast once. All tasks of an executor share one
 * copy. Thread-safe.
 */
final class SpliceJob implements Serializable {
  private static final long serialVersionUID = 1L;

  /** S3A's default of connections to a store. */
  private static final int MOST_CONNECTIONS = 96;

  private static final int MOST_REQUESTS = 64;

  private final FileNaming naming;
  private final RawColumns columns;
  private final boolean rewriteAll;
  private final StructType statistics;
  private final Map<String, DeletedRows> deletedRows;
  private final QuarantineFolder quarantine;
  private final SerializableConfiguration conf;
  private transient Assembler assembler;
  private transient ReadableColumns readable;

  /**
   * @param naming where files go and what they are called
   * @param columns the raw table's
   * @param rewriteAll whether all pages are to be decoded and encoded
   * @param statistics the columns that the curated table keeps statistics of
   * @param deletedRows by the URIs of the files that have such
   * @param quarantine where rows without a match go; null where they stay
   * @param conf Hadoop settings
   */
  SpliceJob(
      FileNaming naming,
      RawColumns columns,
      boolean rewriteAll,
      StructType statistics,
      Map<String, DeletedRows> deletedRows,
      QuarantineFolder quarantine,
      SerializableConfiguration conf) {
    this.naming = naming;
    this.columns = columns;
    this.rewriteAll = rewriteAll;
    this.statistics = statistics;
    this.deletedRows = Map.copyOf(deletedRows);
    this.quarantine = quarantine;
    this.conf = conf;
  }

  FileNaming naming() {
    return naming;
  }

  RawColumns columns() {
    return columns;
  }

  boolean rewriteAll() {
    return rewriteAll;
  }

  /** Where rows without a match go; empty where they stay. */
  Optional<QuarantineFolder> quarantine() {
    return Optional.ofNullable(quarantine);
  }

  StructType statistics() {
    return statistics;
  }

  /**
   * Reads which rows of a source are left out.
   *
   * @return tells of the number of a row; null where none is left out
   */
  LongPredicate deletedRows(SourceFile source) throws IOException {
    DeletedRows deleted = deletedRows.get(source.uri());
    return deleted == null ? null : deleted.read(conf.value());
  }

  /** Where a curated file stands. */
  Path resolve(EarlierFile file) {
    return new Path(new Path(naming.tablePath()), new Path(URI.create(file.path())));
  }

  Configuration conf() {
    return conf.value();
  }

  /** Requests an executor may have under way to read sources: S3A's pool serves others as well. */
  int requestsAtOnce() {
    int pool = conf.value().getInt("fs.s3a.connection.maximum", MOST_CONNECTIONS);
    return Math.max(1, Math.min(pool / 2, MOST_REQUESTS));
  }

  /** Adds the columns of lookups to files. */
  Splicer splicer(List<PreparedLookup> lookups) {
    return new Splicer(conf.value(), lookups, columns.kept());
  }

  synchronized ReadableColumns readable() {
    if (readable == null) {
      readable = new ReadableColumns(columns.shown());
    }
    return readable;
  }

  synchronized Assembler assembler() {
    if (assembler == null) {
      assembler = new Assemblers(conf.value());
    }
    return assembler;
  }
}
