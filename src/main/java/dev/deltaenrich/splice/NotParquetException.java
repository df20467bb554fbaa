package dev.deltaenrich.splice;

/** The file is not what Parquet files are, or nothing can be read of it without keys. */
public final class NotParquetException extends NotSpliceableException {
  private static final long serialVersionUID = 1L;

  NotParquetException(Refusal reason, String detail, Throwable cause) {
    super(reason, detail, cause);
  }
}
