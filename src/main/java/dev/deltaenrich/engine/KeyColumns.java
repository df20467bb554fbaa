package dev.deltaenrich.engine;

import dev.deltaenrich.config.CompositeKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of a key as columns of Spark's.
 *
 * @param paths one, or several where keys are composite
 */
public record KeyColumns(List<ColumnPath> paths) {
  /** Those that names mean; empty where one of them is not there. */
  public static Optional<KeyColumns> find(StructType schema, List<String> names) {
    List<ColumnPath> paths = new ArrayList<>();
    for (String name : names) {
      Optional<ColumnPath> path = ColumnPath.find(schema, name);
      if (path.isEmpty()) {
        return Optional.empty();
      }
      paths.add(path.get());
    }
    return Optional.of(new KeyColumns(paths));
  }

  /** The key as one text, see {@link CompositeKey}; null where a part is. */
  public Column text() {
    List<Column> texts = new ArrayList<>();
    for (ColumnPath path : paths) {
      if (!texts.isEmpty()) {
        texts.add(functions.lit(String.valueOf(CompositeKey.SEPARATOR)));
      }
      texts.add(path.column().cast("string"));
    }
    return texts.size() == 1 ? texts.get(0) : functions.concat(texts.toArray(Column[]::new));
  }
}
