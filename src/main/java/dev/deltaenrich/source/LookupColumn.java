package dev.deltaenrich.source;

import java.io.Serializable;
import org.apache.spark.sql.types.DataType;

/**
 * A looked-up column.
 *
 * @param name its name in PostgreSQL
 * @param type its type in Spark
 */
public record LookupColumn(String name, DataType type) implements Serializable {
  /**
   * The value that {@link LookupRow#texts} gave a text for.
   *
   * @throws IllegalArgumentException when there is no such value
   */
  public Object value(String text) {
    return LookupType.value(text, type);
  }
}
