package dev.deltaenrich.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A column of a table, or a field inside of structs.
 *
 * @param fields the column, then each field on the way; the last one is meant
 */
public record ColumnPath(List<StructField> fields) {
  /**
   * What a name means: a column, or else a field inside of structs, as in {@code COLUMN.FIELD}.
   * Upper and lower case are alike.
   *
   * @return empty where there is no such column or field
   */
  public static Optional<ColumnPath> find(StructType schema, String name) {
    return field(schema, name)
        .map(column -> new ColumnPath(List.of(column)))
        .or(() -> inside(schema, name));
  }

  /** Each dot may be a part of a name, too. */
  private static Optional<ColumnPath> inside(StructType schema, String name) {
    for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      Optional<StructField> struct =
          field(schema, name.substring(0, dot)).filter(it -> it.dataType() instanceof StructType);
      if (struct.isPresent()) {
        Optional<ColumnPath> rest =
            find((StructType) struct.get().dataType(), name.substring(dot + 1));
        if (rest.isPresent()) {
          return rest.map(path -> path.below(struct.get()));
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<StructField> field(StructType schema, String name) {
    return Arrays.stream(schema.fields()).filter(f -> f.name().equalsIgnoreCase(name)).findFirst();
  }

  private ColumnPath below(StructField struct) {
    List<StructField> whole = new ArrayList<>(List.of(struct));
    whole.addAll(fields);
    return new ColumnPath(whole);
  }

  /** The column or field that is meant. */
  public StructField last() {
    return fields.get(fields.size() - 1);
  }

  /** The names on the way, as the schema spells them. */
  public List<String> names() {
    return fields.stream().map(StructField::name).toList();
  }

  /** The names, with dots between them. */
  public String text() {
    return String.join(".", names());
  }

  /** The same as a column of Spark. Names are quoted, so that they may have any character. */
  public Column column() {
    return functions.col(
        names().stream()
            .map(name -> "`" + name.replace("`", "``") + "`")
            .collect(Collectors.joining(".")));
  }
}
