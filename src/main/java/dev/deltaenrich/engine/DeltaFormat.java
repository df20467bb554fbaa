package dev.deltaenrich.engine;

import org.apache.spark.sql.delta.DeltaParquetFileFormat;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.delta.actions.Protocol;
import scala.Option;

/** The format in which Spark writes a Delta table's files. */
public final class DeltaFormat {
  private DeltaFormat() {}

  /** Of a table. */
  public static DeltaParquetFileFormat of(Protocol protocol, Metadata metadata) {
    boolean splittable = true;
    boolean withoutFilters = false;
    return new DeltaParquetFileFormat(
        protocol,
        metadata,
        splittable,
        withoutFilters,
        Option.empty(),
        Option.empty(),
        Option.empty());
  }
}
