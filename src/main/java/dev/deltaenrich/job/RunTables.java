package dev.deltaenrich.job;

import dev.deltaenrich.source.Lookup;
import dev.deltaenrich.source.RawTable;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.types.StructType;

/**
 * What a run reads and what it makes of it.
 *
 * @param raw the raw table at the version that is read
 * @param lookup the lookup
 * @param target the curated table, qualified by its file system
 * @param schema the columns it is to have
 */
public record RunTables(RawTable raw, Lookup lookup, Path target, StructType schema) {}
