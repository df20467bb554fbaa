package dev.deltaenrich.engine;

import org.apache.spark.sql.delta.DeltaParquetFileFormat;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.delta.actions.Protocol;
import scala.Option;

/** The format of a Delta table's files, as Spark reads and writes them. */
public final class DeltaFormat {
  private DeltaFormat() {}

  /** Of a table; deletion vectors are not read by it. */
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
