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
  /** The action that turns {@code current} into this; empty when it is this already. */
  Optional<Metadata> changeOf(Metadata current, boolean exists) {
    Map<String, String> configuration = new HashMap<>();
    if (exists) {
      configuration.putAll(ScalaInterop.map(current.configuration()));
    }
    configuration.put(CuratedTable.MADE_BY, madeBy);
    Metadata wanted =
        new Metadata(
            exists ? current.id() : UUID.randomUUID().toString(),
            exists ? current.name() : null,
            exists ? current.description() : null,
            new Format("parquet", ScalaInterop.map(Map.of())),
            schema.json(),
            ScalaInterop.seq(partitions),
            ScalaInterop.map(configuration),
            exists ? current.createdTime() : Option.apply(System.currentTimeMillis()));
    return exists && wanted.equals(current) ? Optional.empty() : Optional.of(wanted);
  }
}
