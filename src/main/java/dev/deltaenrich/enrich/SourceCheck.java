package dev.deltaenrich.enrich;

import dev.deltaenrich.engine.FailureTranslator;
import dev.deltaenrich.engine.FileColumns;
import dev.deltaenrich.engine.LocalNames;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.plan.SourceFile;
import dev.deltaenrich.splice.NotParquetException;
import dev.deltaenrich.splice.NotSpliceableException;
import dev.deltaenrich.splice.ParquetFooter;
import dev.deltaenrich.splice.ParquetPages;
import dev.deltaenrich.splice.Refusal;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.types.StructType;

/**
 * Holds what was read of a source file against what its footer and the log say, and says why a file
 * cannot be read. Where the log's size is smaller than the file's, others who read raw with Spark
 * lack rows.
 */
final class SourceCheck {
  /** What a look into the file may explain better. */
  private static final Set<ErrorCode> UNEXPLAINED =
      EnumSet.of(
          ErrorCode.UNEXPECTED,
          ErrorCode.FILE_CORRUPT,
          ErrorCode.FILE_UNREADABLE,
          ErrorCode.FILE_MISSING,
          // A codec is a class that is looked for by its name.
          ErrorCode.USAGE);

  private final Configuration conf;
  private final StructType columns;

  /**
   * @param conf Hadoop settings
   * @param columns what is read of the files, as they call it
   */
  SourceCheck(Configuration conf, StructType columns) {
    this.conf = conf;
    this.columns = columns;
  }

  /**
   * Checks a source that has no rows by what the log says.
   *
   * @throws EnrichException ROW_COUNT, FILE_CORRUPT, FILE_MISSING, or what the store says
   */
  void requireNoRows(SourceFile source) {
    ParquetFooter footer = footer(source);
    requireConsistent(source, footer);
    if (footer.rows() != source.deletedRows()) {
      throw new EnrichException(
          ErrorCode.ROW_COUNT,
          "Cannot trust %s: its footer has %d rows (%d deleted) and the log says none; restore the file or repair the log"
              .formatted(source.uri(), footer.rows(), source.deletedRows()));
    }
  }

  private static void requireConsistent(SourceFile source, ParquetFooter footer) {
    Optional<String> contradiction = footer.contradiction();
    if (contradiction.isPresent()) {
      throw new EnrichException(
          ErrorCode.FILE_CORRUPT,
          "Cannot trust %s: %s; restore the file".formatted(source.uri(), contradiction.get()));
    }
  }

  /** Says why reading {@code source} threw {@code failure}. */
  EnrichException explain(SourceFile source, Throwable failure) {
    EnrichException translated = FailureTranslator.translate("read " + source.uri(), failure);
    if (!UNEXPLAINED.contains(translated.code())) {
      return translated;
    }
    if (failure instanceof NotSpliceableException refused
        && refused.reason() == Refusal.OTHER_SIZE) {
      return untrusted(source, ErrorCode.ROW_COUNT, refused, "restore the file or repair the log");
    }
    try {
      Optional<String> unreadable = unreadable(source);
      if (unreadable.isPresent()) {
        return unreadable(source.uri(), unreadable.get(), failure);
      }
    } catch (EnrichException known) {
      return known;
    }
    if (failure instanceof NotSpliceableException refused) {
      return refused.reason() == Refusal.CONTRADICTORY_FOOTER
          ? untrusted(source, ErrorCode.FILE_CORRUPT, refused, "restore the file")
          : new EnrichException(
              ErrorCode.FILE_UNREADABLE,
              "Cannot read %s: %s; rewrite the file so that it can be read"
                  .formatted(source.uri(), refused.getMessage()),
              refused);
    }
    if (translated.code() != ErrorCode.UNEXPECTED) {
      return translated;
    }
    return new EnrichException(
        ErrorCode.FILE_CORRUPT,
        "Cannot decode %s: %s; restore the file"
            .formatted(source.uri(), FailureTranslator.rootCause(failure)),
        failure);
  }

  private static EnrichException untrusted(
      SourceFile source, ErrorCode code, NotSpliceableException refused, String whatToDo) {
    return new EnrichException(
        code,
        "Cannot trust %s: %s; %s".formatted(source.uri(), refused.getMessage(), whatToDo),
        refused);
  }

  /** That a file has something which Spark cannot read. */
  static EnrichException unreadable(String file, String what, Throwable cause) {
    return new EnrichException(
        ErrorCode.FILE_UNREADABLE,
        "Cannot read %s: this Spark cannot read %s; rewrite the file with types, encodings and codecs it can"
            .formatted(file, what),
        cause);
  }

  /** Throws what else is wrong with the file, if that can be seen. */
  private Optional<String> unreadable(SourceFile source) {
    ParquetFooter footer = footer(source);
    Optional<String> unreadable = FileColumns.unreadable(footer, columns);
    if (unreadable.isPresent()) {
      return unreadable;
    }
    requireConsistent(source, footer);
    try {
      return ParquetPages.unreadable(conf, new Path(URI.create(source.uri())), footer);
    } catch (IOException e) {
      throw FailureTranslator.translate("read " + source.uri(), e);
    }
  }

  private ParquetFooter footer(SourceFile source) {
    try {
      return ParquetFooter.read(conf, new Path(URI.create(source.uri())));
    } catch (FileNotFoundException e) {
      LocalNames.require(new Path(URI.create(source.uri())));
      throw new EnrichException(
          ErrorCode.FILE_MISSING,
          "Cannot read %s: the raw table's log names it, but it is not there (vacuumed or deleted by hand?); restore the file, or RESTORE the table to a version whose files are all there"
              .formatted(source.uri()),
          e);
    } catch (NotParquetException e) {
      if (e.reason() == Refusal.ENCRYPTED) {
        throw unreadable(source.uri(), "an encrypted footer", e);
      }
      throw new EnrichException(
          ErrorCode.FILE_CORRUPT,
          "Cannot read %s: %s (corrupt or cut short); restore the file"
              .formatted(source.uri(), e.getMessage()),
          e);
    } catch (IOException e) {
      throw FailureTranslator.translate("read " + source.uri(), e);
    }
  }
}
