package dev.deltaenrich.job;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/** Rows that others read, as JSON, in the texts of {@link dev.deltaenrich.oracle.TableRows}. */
final class RowTexts {
  private RowTexts() {}

  /** A row's values as texts, in the columns' order; null stands for null. */
  static List<String> of(JsonNode row, StructType columns) {
    List<String> texts = new ArrayList<>();
    for (StructField column : columns.fields()) {
      texts.add(text(row.path(column.name()), column.dataType()));
    }
    return texts;
  }

  private static String text(JsonNode value, DataType type) {
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (type instanceof StructType struct) {
      return struct(value, struct);
    }
    if (type instanceof ArrayType array) {
      StringJoiner text = new StringJoiner(",", "[", "]");
      value.forEach(element -> text.add(text(element, array.elementType())));
      return text.toString();
    }
    if (type instanceof MapType map) {
      StringJoiner text = new StringJoiner(",", "<", ">");
      value
          .fields()
          .forEachRemaining(
              entry -> text.add(entry.getKey() + ":" + text(entry.getValue(), map.valueType())));
      return text.toString();
    }
    return plain(value.asText(), type);
  }

  private static String struct(JsonNode value, StructType type) {
    StringJoiner text = new StringJoiner(",", "{", "}");
    for (StructField field : type.fields()) {
      text.add(field.name() + "=" + text(value.path(field.name()), field.dataType()));
    }
    return text.toString();
  }

  /** A value as JSON or a partition spells it; what is spelled in the oracle's way stays. */
  static String plain(String value, DataType type) {
    if (value == null) {
      return null;
    }
    if (type instanceof DecimalType decimal) {
      return new BigDecimal(value).setScale(decimal.scale()).toPlainString();
    }
    if (type instanceof DoubleType) {
      return String.valueOf(Double.parseDouble(value));
    }
    boolean counted = value.matches("-?\\d+");
    if (type instanceof DateType && !counted) {
      return String.valueOf(LocalDate.parse(value).toEpochDay());
    }
    if ((type instanceof TimestampType || type instanceof TimestampNTZType) && !counted) {
      return String.valueOf(ChronoUnit.MICROS.between(Instant.EPOCH, instant(value)));
    }
    return value;
  }

  /** Of UTC, with or without a T and a Z. */
  private static Instant instant(String value) {
    String local = value.replace(' ', 'T').replaceFirst("Z$", "");
    return LocalDateTime.parse(local).toInstant(ZoneOffset.UTC);
  }
}
