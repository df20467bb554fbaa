package dev.deltaenrich.sink;

import dev.deltaenrich.engine.ScalaInterop;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.sql.delta.actions.Format;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/**
 * What the curated table's metadata action says (Delta PROTOCOL, "Change Metadata").
 *
 * @param schema its columns, partition columns included
 * @param partitions its partition columns
 * @param madeBy the value of the property that tells our tables from others
 */
record CuratedMetadata(StructType schema, List<String> partitions, String madeBy) {
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
        || !UNDEMANDING.getOrDefault(property, value).equalsIgnoreCase(value);
  }

  /** The action that makes the table, where its session gives new tables no properties. */
  Metadata plain() {
    return made(Map.of());
  }

  /** The action that makes the table, whatever properties its session gives new tables. */
  Metadata undemanding() {
    return made(UNDEMANDING);
  }

  private Metadata made(Map<String, String> properties) {
    return new Metadata(
        UUID.randomUUID().toString(),
        null,
        null,
        format(),
        schema.json(),
        ScalaInterop.seq(partitions),
        configuration(properties),
        Option.apply(System.currentTimeMillis()));
  }

  /** The action that turns {@code current} into this; empty when it is this already. */
  Optional<Metadata> changeOf(Metadata current) {
    Metadata wanted =
        new Metadata(
            current.id(),
            current.name(),
            current.description(),
            format(),
            schema.json(),
            ScalaInterop.seq(partitions),
            configuration(ScalaInterop.map(current.configuration())),
            current.createdTime());
    return wanted.equals(current) ? Optional.empty() : Optional.of(wanted);
  }

  private static Format format() {
    return new Format("parquet", ScalaInterop.map(Map.of()));
  }

  private scala.collection.immutable.Map<String, String> configuration(Map<String, String> others) {
    Map<String, String> properties = new HashMap<>(others);
    properties.put(CuratedTable.MADE_BY, madeBy);
    return ScalaInterop.map(properties);
  }
}
