package dev.deltaenrich.bootstrap;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The sample of raw transactions. Read on the driver, since the executors of a cluster do not see
 * its files; all of it is held in memory, so it is meant for some 100,000 rows at most.
 */
final class SampleFile {
  /** The columns of the file and of the raw table, in order. */
  static final StructType SCHEMA =
      new StructType()
          .add("transaction_id", DataTypes.StringType)
          .add("account_id", DataTypes.StringType)
          .add("merchant_id", DataTypes.StringType)
          .add("amount", DataTypes.createDecimalType(18, 2))
          .add("currency", DataTypes.StringType)
          .add("transaction_ts", DataTypes.TimestampType)
          .add("channel", DataTypes.StringType)
          .add("card_last4", DataTypes.StringType)
          .add("country", DataTypes.StringType)
          .add("city", DataTypes.StringType)
          .add("description", DataTypes.StringType)
          .add("is_international", DataTypes.BooleanType)
          .add("status", DataTypes.StringType);

  private SampleFile() {}

  /**
   * The rows of {@code file}.
   *
   * @throws EnrichException FILE_CORRUPT, naming the line that is wrong
   */
  static List<Row> read(Path file) {
    List<Row> rows = new ArrayList<>();
    try (CsvReader csv = CsvReader.open(file)) {
      CsvRow header = csv.next();
      List<String> expected = List.of(SCHEMA.fieldNames());
      if (header == null || !header.fields().equals(expected)) {
        throw corrupt(file, 1, "the header must be " + String.join(",", expected), null);
      }
      for (CsvRow row = csv.next(); row != null; row = csv.next()) {
        rows.add(row(file, row));
      }
    } catch (IOException e) {
      throw new EnrichException(
          ErrorCode.USAGE, "Cannot read the sample %s: %s; check the file".formatted(file, e), e);
    }
    return rows;
  }

  private static Row row(Path file, CsvRow row) {
    if (row.fault() != null) {
      throw corrupt(file, row.line(), row.fault(), null);
    }
    if (row.fields().size() != SCHEMA.size()) {
      String counts = "%d fields instead of %d".formatted(row.fields().size(), SCHEMA.size());
      throw corrupt(file, row.line(), counts, null);
    }
    Object[] values = new Object[SCHEMA.size()];
    for (int i = 0; i < values.length; i++) {
      StructField field = SCHEMA.fields()[i];
      String text = row.fields().get(i);
      try {
        values[i] = text == null ? null : value(field.dataType(), text);
      } catch (ArithmeticException | IllegalArgumentException | DateTimeParseException e) {
        String problem = "%s '%s' does not parse".formatted(field.name(), Shown.text(text));
        throw corrupt(file, row.line(), problem, e);
      }
    }
    return RowFactory.create(values);
  }

  private static Object value(DataType type, String text) {
    if (type.equals(DataTypes.TimestampType)) {
      return Timestamp.from(Instant.parse(text));
    }
    if (type.equals(DataTypes.BooleanType)) {
      return switch (text) {
        case "true" -> true;
        case "false" -> false;
        default -> throw new IllegalArgumentException("neither true nor false");
      };
    }
    return type.equals(DataTypes.StringType) ? text : new BigDecimal(text).setScale(2);
  }

  private static EnrichException corrupt(Path file, long line, String problem, Exception cause) {
    return new EnrichException(
        ErrorCode.FILE_CORRUPT,
        "Cannot land the sample %s: line %d: %s; correct the file".formatted(file, line, problem),
        cause);
  }
}
