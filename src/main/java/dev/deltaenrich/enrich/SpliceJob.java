package dev.deltaenrich.enrich;

import dev.deltaenrich.engine.Assemblers;
import dev.deltaenrich.engine.FileNaming;
import dev.deltaenrich.splice.Assembler;
import dev.deltaenrich.splice.PreparedLookup;
import dev.deltaenrich.splice.Splicer;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/**
 * What every task of a splice needs to know; broadcast once. All tasks of an executor share one
 * copy. Thread-safe.
 */
final class SpliceJob implements Serializable {
  private static final long serialVersionUID = 1L;

  private final FileNaming naming;
  private final PreparedLookup lookup;
  private final StructType columns;
  private final SerializableConfiguration conf;
  private transient Splicer splicer;
  private transient Assembler assembler;

  /**
   * @param naming where files go and what they are called
   * @param lookup what is added to them
   * @param columns the raw table's columns as its files call them, without partition columns
   * @param conf Hadoop settings
   */
  SpliceJob(
      FileNaming naming,
      PreparedLookup lookup,
      StructType columns,
      SerializableConfiguration conf) {
    this.naming = naming;
    this.lookup = lookup;
    this.columns = columns;
    this.conf = conf;
  }

  FileNaming naming() {
    return naming;
  }

  StructType columns() {
    return columns;
  }

  Configuration conf() {
    return conf.value();
  }

  synchronized Splicer splicer() {
    if (splicer == null) {
      splicer = new Splicer(conf.value(), lookup);
    }
    return splicer;
  }

  synchronized Assembler assembler() {
    if (assembler == null) {
      assembler = new Assemblers(conf.value());
    }
    return assembler;
  }
}
