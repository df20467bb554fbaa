package dev.deltaenrich.openlineage;

import dev.deltaenrich.config.KeyType;
import dev.deltaenrich.config.Settings;
import dev.deltaenrich.config.Validity;
import dev.deltaenrich.enrich.JoinedLookup;
import dev.deltaenrich.job.EnrichResult;
import dev.deltaenrich.job.RunTables;
import io.openlineage.client.OpenLineage;
import io.openlineage.client.OpenLineage.DatasetFacetsBuilder;
import io.openlineage.client.OpenLineage.InputDataset;
import io.openlineage.client.OpenLineage.OutputDataset;
import io.openlineage.client.OpenLineage.OutputStatisticsOutputDatasetFacetBuilder;
import io.openlineage.client.OpenLineage.SchemaDatasetFacetFields;
import io.openlineage.client.utils.DatasetIdentifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The raw table and the lookups as inputs; the curated table, and the quarantine where there is
 * one, as outputs.
 */
final class RunDatasets {
  private final OpenLineage facets;
  private final Settings settings;
  private final RunTables tables;
  private final Optional<EnrichResult> result;
  private final DatasetIdentifier raw;

  /**
   * @param result what came of the run; empty where nothing did
   */
  RunDatasets(
      OpenLineage facets, Settings settings, RunTables tables, Optional<EnrichResult> result) {
    this.facets = facets;
    this.settings = settings;
    this.tables = tables;
    this.result = result;
    this.raw = DatasetName.ofFolder(tables.raw().path());
  }

  List<InputDataset> inputs() {
    DatasetFacetsBuilder ofRaw =
        delta(fields(tables.raw().schema()), Optional.of(tables.raw().version()));
    List<InputDataset> inputs = new ArrayList<>();
    inputs.add(input(raw, ofRaw));
    for (List<JoinedLookup> ofOneTable : lookupsByTable()) {
      DatasetFacetsBuilder ofLookup =
          facets
              .newDatasetFacetsBuilder()
              .schema(facets.newSchemaDatasetFacet(fields(ofOneTable)))
              .version(
                  facets.newDatasetVersionDatasetFacet(
                      ofOneTable.stream()
                          .map(lookup -> lookup.lookup().id())
                          .distinct()
                          .collect(Collectors.joining(","))));
      inputs.add(input(DatasetName.ofLookup(ofOneTable.get(0).settings()), ofLookup));
    }
    return inputs;
  }

  /** Several lookups may read one table, which is one dataset. */
  private Collection<List<JoinedLookup>> lookupsByTable() {
    return tables.lookups().stream()
        .collect(
            Collectors.groupingBy(
                lookup -> {
                  DatasetIdentifier table = DatasetName.ofLookup(lookup.settings());
                  return List.of(table.getNamespace(), table.getName());
                },
                LinkedHashMap::new,
                Collectors.toList()))
        .values();
  }

  List<OutputDataset> outputs() {
    List<OutputDataset> outputs = new ArrayList<>();
    DatasetFacetsBuilder ofTarget =
        delta(fields(tables.schema()), result.map(it -> it.target().version()))
            .columnLineage(new ColumnOrigins(facets, settings.lookups(), raw).facet(tables.raw()));
    outputs.add(
        output(
            tables.target(),
            ofTarget,
            (it, statistics) ->
                statistics
                    .rowCount(it.counts().rows() - quarantined(it))
                    .size(it.bytes().written())
                    .fileCount((long) it.files().added())));
    tables.quarantine().ifPresent(table -> outputs.add(quarantine(table)));
    return outputs;
  }

  /** Its rows are raw's. The columns that the quarantine adds have no column as their origin. */
  private OutputDataset quarantine(RunTables.QuarantineTable table) {
    DatasetFacetsBuilder ofQuarantine =
        delta(fields(table.schema()), Optional.empty())
            .columnLineage(new ColumnOrigins(facets, List.of(), raw).facet(tables.raw()));
    return output(
        table.path(), ofQuarantine, (it, statistics) -> statistics.rowCount(quarantined(it)));
  }

  private static long quarantined(EnrichResult result) {
    return result.quarantinedRows() == null ? 0 : result.quarantinedRows();
  }

  private OutputDataset output(
      Path table,
      DatasetFacetsBuilder ofTable,
      BiConsumer<EnrichResult, OutputStatisticsOutputDatasetFacetBuilder> figures) {
    DatasetIdentifier name = DatasetName.ofFolder(table);
    OpenLineage.OutputDatasetBuilder output =
        facets
            .newOutputDatasetBuilder()
            .namespace(name.getNamespace())
            .name(name.getName())
            .facets(ofTable.build());
    result.ifPresent(
        it -> {
          OutputStatisticsOutputDatasetFacetBuilder statistics =
              facets.newOutputStatisticsOutputDatasetFacetBuilder();
          figures.accept(it, statistics);
          output.outputFacets(
              facets
                  .newOutputDatasetOutputFacetsBuilder()
                  .outputStatistics(statistics.build())
                  .build());
        });
    return output.build();
  }

  private InputDataset input(DatasetIdentifier name, DatasetFacetsBuilder ofDataset) {
    return facets
        .newInputDatasetBuilder()
        .namespace(name.getNamespace())
        .name(name.getName())
        .facets(ofDataset.build())
        .build();
  }

  private DatasetFacetsBuilder delta(
      List<SchemaDatasetFacetFields> fields, Optional<Long> version) {
    DatasetFacetsBuilder builder =
        facets
            .newDatasetFacetsBuilder()
            .schema(facets.newSchemaDatasetFacet(fields))
            .storage(facets.newStorageDatasetFacet("delta", "parquet"));
    version.ifPresent(
        it -> builder.version(facets.newDatasetVersionDatasetFacet(Long.toString(it))));
    return builder;
  }

  private List<SchemaDatasetFacetFields> fields(StructType schema) {
    return Arrays.stream(schema.fields())
        .map(field -> field(field.name(), field.dataType()))
        .toList();
  }

  /** Several new columns may show the same lookup column, or the key. */
  private List<SchemaDatasetFacetFields> fields(List<JoinedLookup> lookups) {
    Map<String, DataType> types = new LinkedHashMap<>();
    for (JoinedLookup lookup : lookups) {
      List<KeyType> keyTypes = lookup.lookup().keyTypes();
      List<String> keys = lookup.settings().keys();
      for (int i = 0; i < keys.size(); i++) {
        types.put(keys.get(i), keyTypes.isEmpty() ? DataTypes.StringType : type(keyTypes.get(i)));
      }
      lookup.rule().validity().map(Validity::lookupColumns).orElse(List.of()).stream()
          .forEach(bound -> types.put(bound, DataTypes.TimestampType));
      lookup.lookup().columns().forEach(column -> types.put(column.name(), column.type()));
    }
    return types.entrySet().stream().map(it -> field(it.getKey(), it.getValue())).toList();
  }

  private static DataType type(KeyType type) {
    return switch (type.ofRaw()) {
      case INTEGER -> DataTypes.LongType;
      case DATE -> DataTypes.DateType;
      case TIME -> DataTypes.TimestampType;
      default -> DataTypes.StringType;
    };
  }

  private SchemaDatasetFacetFields field(String name, DataType type) {
    return facets
        .newSchemaDatasetFacetFieldsBuilder()
        .name(name)
        .type(type.catalogString())
        .build();
  }
}
