package dev.deltaenrich.splice;

import dev.deltaenrich.plan.Fallback;

/** The file is not what Parquet files are, or nothing can be read of it without keys. */
public final class NotParquetException extends NotSpliceableException {
  private static final long serialVersionUID = 1L;

  NotParquetException(Fallback reason, String detail, Throwable cause) {
    super(reason, detail, cause);
  }
}
