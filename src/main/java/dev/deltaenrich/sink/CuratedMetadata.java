package dev.deltaenrich.sink;

import dev.deltaenrich.engine.log.Metadata;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;

/**
 * What the curated table's metadata action says (Delta PROTOCOL, "Change Metadata").
 *
 * @param schema its columns, partition columns included
 * @param partitions its partition columns
 * @param madeBy the value of the property that tells our tables from others
 */
record CuratedMetadata(StructType schema, List<String> partitions, String madeBy) {
  /** Prefix of Delta's settings that give each new table a property. */
  private static final String DEFAULTS = "spark.databricks.delta.properties.defaults.";

  /** Properties that new tables get so: they ask nothing of a writer of files. */
  private static final Set<String> GIVEN =
      Set.of(
          "checkpointInterval",
          "checkpoint.writeStatsAsJson",
          "checkpoint.writeStatsAsStruct",
          "dataSkippingNumIndexedCols",
          "deletedFileRetentionDuration",
          "enableChangeDataFeed",
          "enableExpiredLogCleanup",
          "logRetentionDuration",
          "setTransactionRetentionDuration");

  /**
   * Properties by which a table asks something of whoever writes its files, and the values with
   * which it does not: ours are written past Delta's own writer. {@code delta.constraints.*} are
   * others, whatever their values.
   */
  private static final Map<String, String> UNDEMANDING =
      Map.of(
          "delta.appendOnly", "false",
          "delta.columnMapping.mode", "none",
          "delta.compatibility.symlinkFormatManifest.enabled", "false");

  /** Whether a property asks for what is not done to these tables. */
  static boolean demands(String property, String value) {
    return property.startsWith("delta.constraints.")
        || UNDEMANDING.containsKey(property) && !UNDEMANDING.get(property).equalsIgnoreCase(value);
  }

  /** The action that makes the table, with the properties that its session gives new tables. */
  Metadata made(SparkSession spark) {
    Map<String, String> all = new HashMap<>();
    for (Tuple2<String, String> found : spark.sparkContext().getConf().getAllWithPrefix(DEFAULTS)) {
      if (GIVEN.contains(found._1())) {
        all.put("delta." + found._1(), found._2());
      }
    }
    if (!all.isEmpty()) {
      all.putAll(UNDEMANDING);
    }
    return new Metadata(
        UUID.randomUUID().toString(),
        Optional.empty(),
        Optional.empty(),
        Metadata.Format.PARQUET,
        schema.json(),
        partitions,
        marked(all),
        OptionalLong.of(System.currentTimeMillis()));
  }

  /** The action that turns {@code current} into this; empty when it is this already. */
  Optional<Metadata> changeOf(Metadata current) {
    Metadata wanted =
        new Metadata(
            current.id(),
            current.name(),
            current.description(),
            Metadata.Format.PARQUET,
            schema.json(),
            partitions,
            marked(current.configuration()),
            current.createdTime());
    return wanted.equals(current) ? Optional.empty() : Optional.of(wanted);
  }

  private Map<String, String> marked(Map<String, String> others) {
    Map<String, String> properties = new HashMap<>(others);
    properties.put(CuratedTable.MADE_BY, madeBy);
    return properties;
  }
}
