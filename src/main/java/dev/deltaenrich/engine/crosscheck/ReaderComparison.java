package dev.deltaenrich.engine.crosscheck;

import dev.deltaenrich.engine.JavaBytes;
import dev.deltaenrich.engine.NamingScan;
import dev.deltaenrich.engine.ScalaInterop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.EvalMode;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Option;

/**
 * Goes through Spark's rows of whole files, in order, and through parquet-java's beside them. Rows
 * are equal when Spark's binary form of them is, bit for bit.
 */
final class ReaderComparison
    implements FlatMapFunction<Iterator<InternalRow>, JavaBytes<ReadTwice>> {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 200;

  private final SecondReader reader;
  private final String side;
  private final NamingScan.Failure failure;
  private final StructType schema;

  /**
   * @param side whose files they are, for results
   * @param failure what to throw where Spark cannot read a file
   * @param schema of Spark's rows: the second reader's columns, as Spark names and types them
   */
  ReaderComparison(
      SecondReader reader, String side, NamingScan.Failure failure, StructType schema) {
    this.reader = reader;
    this.side = side;
    this.failure = failure;
    this.schema = schema;
  }

  @Override
  public Iterator<JavaBytes<ReadTwice>> call(Iterator<InternalRow> rows) throws IOException {
    List<JavaBytes<ReadTwice>> done = new ArrayList<>();
    Iterator<InternalRow> named = new NamingScan(failure).call(rows);
    boolean more = named.hasNext();
    while (more) {
      UTF8String file = InputFileBlockHolder.getInputFilePath();
      try (ParquetRows second = reader.open(file.toString())) {
        OneFile comparison = new OneFile(file.toString(), second);
        while (more && file.equals(InputFileBlockHolder.getInputFilePath())) {
          comparison.compare(named.next());
          more = named.hasNext();
        }
        done.add(JavaBytes.of(comparison.result()));
      }
    }
    return done.iterator();
  }

  /** A value as Spark's SQL spells it, times in UTC, bytes as hexadecimal digits. */
  static String text(Object value, DataType type) {
    if (value == null) {
      return "null";
    }
    String text =
        type instanceof BinaryType
            ? HexFormat.of().formatHex((byte[]) value)
            : new Cast(
                    new Literal(value, type),
                    DataTypes.StringType,
                    Option.apply("UTC"),
                    EvalMode.LEGACY())
                .eval(InternalRow.empty())
                .toString();
    String quoted = type instanceof StringType ? "'" + text + "'" : text;
    return quoted.length() <= SHOWN ? quoted : quoted.substring(0, SHOWN) + "…";
  }

  /** One file's rows by both readers. */
  private final class OneFile {
    private final String file;
    private final ParquetRows second;
    private final List<ReaderDifference> differences = new ArrayList<>();
    private final UnsafeProjection ofSpark;
    private final UnsafeProjection ofSecond;
    private long row;

    OneFile(String file, ParquetRows second) {
      this.file = file;
      this.second = second;
      List<Expression> sparks = new ArrayList<>();
      List<Expression> seconds = new ArrayList<>();
      for (int place : second.places()) {
        sparks.add(new BoundReference(place, schema.fields()[place].dataType(), true));
        seconds.add(new BoundReference(seconds.size(), schema.fields()[place].dataType(), true));
      }
      this.ofSpark = UnsafeProjection.create(ScalaInterop.seq(sparks));
      this.ofSecond = UnsafeProjection.create(ScalaInterop.seq(seconds));
    }

    /** After the first difference, rows are only passed over. */
    void compare(InternalRow spark) {
      if (!differences.isEmpty()) {
        return;
      }
      if (!second.hasNext()) {
        differences.add(difference(null, "there", "not there"));
        return;
      }
      InternalRow other = second.next();
      if (!ofSpark.apply(spark).equals(ofSecond.apply(other))) {
        for (int i = 0; i < second.places().size(); i++) {
          addIfDifferent(spark, other, i);
        }
      }
      row++;
    }

    private void addIfDifferent(InternalRow spark, InternalRow other, int i) {
      int place = second.places().get(i);
      DataType type = schema.fields()[place].dataType();
      if (!alone(place, type).apply(spark).equals(alone(i, type).apply(other))) {
        differences.add(
            difference(
                schema.fields()[place].name(),
                text(spark.get(place, type), type),
                text(other.get(i, type), type)));
      }
    }

    private UnsafeProjection alone(int place, DataType type) {
      return UnsafeProjection.create(
          ScalaInterop.<Expression>seq(List.of(new BoundReference(place, type, true))));
    }

    private ReaderDifference difference(String column, String spark, String parquetJava) {
      return new ReaderDifference(side, file, column, row, spark, parquetJava);
    }

    ReadTwice result() {
      if (differences.isEmpty() && second.hasNext()) {
        differences.add(difference(null, "not there", "there"));
      }
      return new ReadTwice(new ArrayList<>(differences), new HashMap<>(second.unread()));
    }
  }
}
