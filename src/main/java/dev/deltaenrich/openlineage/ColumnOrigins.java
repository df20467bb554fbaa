package dev.deltaenrich.openlineage;

import dev.deltaenrich.config.LookupSettings;
import dev.deltaenrich.config.NewColumn;
import dev.deltaenrich.config.Rule;
import dev.deltaenrich.config.Unmatched;
import dev.deltaenrich.source.RawTable;
import io.openlineage.client.OpenLineage;
import io.openlineage.client.OpenLineage.ColumnLineageDatasetFacet;
import io.openlineage.client.OpenLineage.ColumnLineageDatasetFacetFieldsAdditional;
import io.openlineage.client.OpenLineage.ColumnLineageDatasetFacetFieldsBuilder;
import io.openlineage.client.OpenLineage.InputField;
import io.openlineage.client.utils.DatasetIdentifier;
import java.util.ArrayList;
import java.util.List;

/**
 * What each curated column comes from: a raw one from itself, a new one from its lookup column and,
 * indirectly, from both keys. The join is a left one on unique keys, so that it takes no part in
 * any other column. See <a
 * href="https://openlineage.io/docs/spec/facets/dataset-facets/column_lineage_facet">the facet</a>.
 *
 * @param facets makes facets
 * @param lookups what is looked up
 * @param raw the raw table's name
 */
record ColumnOrigins(OpenLineage facets, List<LookupSettings> lookups, DatasetIdentifier raw) {
  private static final String DIRECT = "DIRECT";
  private static final String INDIRECT = "INDIRECT";

  ColumnLineageDatasetFacet facet(RawTable table) {
    ColumnLineageDatasetFacetFieldsBuilder fields =
        facets.newColumnLineageDatasetFacetFieldsBuilder();
    for (String name : table.schema().fieldNames()) {
      fields.put(name, from(List.of(field(raw, name, DIRECT, "IDENTITY"))));
    }
    for (LookupSettings lookup : lookups) {
      for (NewColumn column : lookup.rule().columns()) {
        fields.put(column.name(), from(inputs(column, lookup, table)));
      }
    }
    return facets.newColumnLineageDatasetFacetBuilder().fields(fields.build()).build();
  }

  private List<InputField> inputs(NewColumn column, LookupSettings lookup, RawTable table) {
    DatasetIdentifier name = DatasetName.ofLookup(lookup);
    List<InputField> inputs = new ArrayList<>();
    inputs.add(field(name, column.lookupColumn(), DIRECT, subtype(lookup.rule())));
    table
        .key(lookup.rule())
        .parts()
        .forEach(part -> inputs.add(field(raw, part.name(), INDIRECT, "JOIN")));
    lookup.keys().forEach(key -> inputs.add(field(name, key, INDIRECT, "JOIN")));
    lookup
        .rule()
        .validity()
        .ifPresent(
            validity -> {
              inputs.add(field(raw, validity.rawTime(), INDIRECT, "JOIN"));
              validity
                  .lookupColumns()
                  .forEach(bound -> inputs.add(field(name, bound, INDIRECT, "JOIN")));
            });
    return inputs;
  }

  /** A default in place of what is not found is more than what the lookup has. */
  private static String subtype(Rule rule) {
    return rule.unmatched().policy() == Unmatched.Policy.DEFAULT ? "TRANSFORMATION" : "IDENTITY";
  }

  private ColumnLineageDatasetFacetFieldsAdditional from(List<InputField> inputs) {
    return facets.newColumnLineageDatasetFacetFieldsAdditionalBuilder().inputFields(inputs).build();
  }

  private InputField field(DatasetIdentifier dataset, String name, String type, String subtype) {
    return facets
        .newInputFieldBuilder()
        .namespace(dataset.getNamespace())
        .name(dataset.getName())
        .field(name)
        .transformations(
            List.of(
                facets
                    .newInputFieldTransformationsBuilder()
                    .type(type)
                    .subtype(subtype)
                    .description("")
                    .masking(false)
                    .build()))
        .build();
  }
}
