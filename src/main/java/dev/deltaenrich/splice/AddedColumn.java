package dev.deltaenrich.splice;

import java.io.Serializable;
import java.util.Objects;

/**
 * A column to add: optional, at the end of the schema.
 *
 * @param name its name, as written into the schema
 * @param type what its values are
 * @param precision digits of a decimal; 0 for other types
 * @param scale digits of a decimal behind its point; 0 for other types
 */
public record AddedColumn(String name, ValueType type, int precision, int scale)
    implements Serializable {
  private static final int MAX_PRECISION = 38;

  /** Refuses digits that are no decimal's. */
  public AddedColumn {
    Objects.requireNonNull(name, "name");
    boolean digits =
        type == ValueType.DECIMAL
            ? precision > 0 && precision <= MAX_PRECISION && scale >= 0 && scale <= precision
            : precision == 0 && scale == 0;
    if (!digits) {
      throw new IllegalArgumentException(
          "no such type: %s(%d,%d)".formatted(type, precision, scale));
    }
  }

  /** A column of any type but {@link ValueType#DECIMAL}. */
  public static AddedColumn of(String name, ValueType type) {
    return new AddedColumn(name, type, 0, 0);
  }

  /** A column of decimals. */
  public static AddedColumn decimal(String name, int precision, int scale) {
    return new AddedColumn(name, ValueType.DECIMAL, precision, scale);
  }
}
