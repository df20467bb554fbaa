package dev.deltaenrich.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Whether a curated schema is the raw columns in raw order and then the new ones. Nullability and
 * field metadata do not count: they may differ without any row being wrong.
 */
final class SchemaComparison {
  private SchemaComparison() {}

  /** What is wrong, in sentences for people; empty when nothing is. */
  static List<String> differences(StructType raw, StructType curated, List<String> newColumns) {
    List<String> differences = new ArrayList<>();
    List<String> expected = new ArrayList<>(Arrays.asList(raw.fieldNames()));
    expected.addAll(newColumns);
    List<String> found = Arrays.asList(curated.fieldNames());
    if (!expected.equals(found)) {
      differences.add(
          "columns should be %s, but are %s"
              .formatted(String.join(", ", expected), String.join(", ", found)));
    }
    for (StructField field : raw.fields()) {
      if (found.contains(field.name())) {
        DataType type = curated.apply(field.name()).dataType();
        if (!field.dataType().catalogString().equals(type.catalogString())) {
          differences.add(
              "column %s should be %s, but is %s"
                  .formatted(field.name(), field.dataType().catalogString(), type.catalogString()));
        }
      }
    }
    return differences;
  }
}
