package dev.deltaenrich.engine;

import dev.deltaenrich.splice.FooterSchema;
import dev.deltaenrich.splice.ParquetFooter;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;
import org.apache.spark.sql.execution.datasources.parquet.ParquetColumn;
import org.apache.spark.sql.execution.datasources.parquet.ParquetToSparkSchemaConverter;
import org.apache.spark.sql.execution.datasources.parquet.ParquetVectorUpdaterFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/**
 * A file's columns as Spark's Parquet reader finds them for a table. Spark itself is asked, by the
 * steps of its vectorized reader, because its rules differ by version. One rule is the same for all
 * versions: {@link NarrowerTypes} cannot be read.
 */
public final class FileColumns {
  /** No setting of dates and times decides which types can be read. */
  private static final String CORRECTED = "CORRECTED";

  private static final Constructor<ParquetVectorUpdaterFactory> VECTORS = constructor();

  private static final ParquetToSparkSchemaConverter READ = ParquetSchemas.reading(false);

  private final MessageType file;

  private FileColumns(MessageType file) {
    this.file = file;
  }

  /**
   * What this Spark cannot read of a file as a table's columns, going by the footer alone, for
   * people; empty when it can read everything. A column that the file lacks is no obstacle.
   *
   * @param table the table's columns as files call them, without partition columns
   */
  public static Optional<String> unreadable(ParquetFooter footer, StructType table) {
    return unreadableType(footer, table).or(footer::unreadable);
  }

  /** The same of the types alone, which the file's schema tells. */
  public static Optional<String> unreadableType(ParquetFooter footer, StructType table) {
    try {
      return new FileColumns(FooterSchema.of(footer.file())).unreadable(table);
    } catch (IOException | RuntimeException e) {
      return FooterSchema.unknown(footer.file());
    }
  }

  /**
   * A file's schema with the table's types in place of those that this Spark cannot read as such:
   * the file is from before these columns were widened (Delta PROTOCOL, "Type Widening").
   *
   * @param table the table's columns as files call them, without partition columns
   * @throws IOException when this version of Parquet does not understand the file's schema
   */
  public static MessageType widened(ParquetFooter footer, StructType table) throws IOException {
    MessageType file = FooterSchema.of(footer.file());
    Map<List<String>, DataType> wanted = new HashMap<>();
    for (ParquetColumn leaf : new FileColumns(file).leaves(table)) {
      if (unreadable(leaf).isPresent()) {
        wanted.put(List.of(leaf.descriptor().get().getPath()), leaf.sparkType());
      }
    }
    return new MessageType(file.getName(), widened(file, List.of(), wanted));
  }

  private static List<Type> widened(
      GroupType group, List<String> path, Map<List<String>, DataType> wanted) {
    List<Type> types = new ArrayList<>();
    for (Type type : group.getFields()) {
      List<String> place = Stream.concat(path.stream(), Stream.of(type.getName())).toList();
      if (!type.isPrimitive()) {
        GroupType inner = type.asGroupType();
        types.add(inner.withNewFields(widened(inner, place, wanted)));
      } else {
        types.add(wanted.containsKey(place) ? widened(type, wanted.get(place)) : type);
      }
    }
    return types;
  }

  private static Type widened(Type type, DataType wanted) {
    boolean nullable = !type.isRepetition(Repetition.REQUIRED);
    StructField column = new StructField(type.getName(), wanted, nullable, Metadata.empty());
    Type wide = ParquetSchemas.written(new StructType(new StructField[] {column})).getType(0);
    Type widened =
        Types.primitive(wide.asPrimitiveType().getPrimitiveTypeName(), type.getRepetition())
            .length(wide.asPrimitiveType().getTypeLength())
            .as(wide.getLogicalTypeAnnotation())
            .named(type.getName());
    return type.getId() == null ? widened : widened.withId(type.getId().intValue());
  }

  /**
   * Whether a file holds a column, or a field inside one, that a table shows with one schema and
   * not with another.
   *
   * @param before the other one's columns as files call them
   * @param now the columns as files call them
   * @throws IOException when this version of Parquet does not understand the file's schema
   */
  public static boolean showsMore(ParquetFooter footer, StructType before, StructType now)
      throws IOException {
    MessageType file = FooterSchema.of(footer.file());
    return !shown(file, before).containsAll(shown(file, now));
  }

  /** Which of a file's columns, by their paths, a table with these columns shows. */
  private static Set<List<String>> shown(MessageType file, StructType table) {
    Set<List<String>> shown = paths(ParquetSchemas.requested(file, table));
    shown.retainAll(paths(file));
    return shown;
  }

  private static Set<List<String>> paths(MessageType schema) {
    return schema.getPaths().stream().map(List::of).collect(Collectors.toCollection(HashSet::new));
  }

  private Optional<String> unreadable(StructType columns) {
    try {
      return leaves(columns).stream().flatMap(leaf -> unreadable(leaf).stream()).findFirst();
    } catch (Exception e) {
      // Of exceptions that Scala does not declare; it does not say which column they are about.
      if (columns.length() > 1) {
        return Arrays.stream(columns.fields())
            .flatMap(field -> unreadable(new StructType(new StructField[] {field})).stream())
            .findFirst();
      }
      StructField column = columns.apply(0);
      return Optional.of(described(column.name(), stored(column.name()), column.dataType()));
    }
  }

  private List<ParquetColumn> leaves(StructType columns) {
    return leaves(
            READ.convertParquetColumn(
                ParquetSchemas.requested(file, columns), Option.apply(columns)))
        .toList();
  }

  private String stored(String column) {
    return file.getFields().stream()
        .filter(field -> field.getName().equalsIgnoreCase(column))
        .map(field -> field.toString().replaceAll("\\s+", " "))
        .collect(Collectors.joining(", "));
  }

  private static Stream<ParquetColumn> leaves(ParquetColumn column) {
    return column.isPrimitive()
        ? Stream.of(column)
        : ScalaInterop.list(column.children()).stream().flatMap(FileColumns::leaves);
  }

  private static Optional<String> unreadable(ParquetColumn leaf) {
    ColumnDescriptor column = leaf.descriptor().get();
    PrimitiveType type = column.getPrimitiveType();
    if (isTaken(column, leaf.sparkType())
        && !isBytesAsShortDecimal(type, leaf.sparkType())
        && !NarrowerTypes.areNarrower(type, leaf.sparkType())) {
      return Optional.empty();
    }
    String found =
        type.getLogicalTypeAnnotation() == null
            ? type.getPrimitiveTypeName().name()
            : "%s (%s)".formatted(type.getPrimitiveTypeName(), type.getLogicalTypeAnnotation());
    return Optional.of(described(String.join(".", column.getPath()), found, leaf.sparkType()));
  }

  private static boolean isTaken(ColumnDescriptor column, DataType wanted) {
    try {
      vectors(column.getPrimitiveType().getLogicalTypeAnnotation()).getUpdater(column, wanted);
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  /** Spark 4 takes such a column, and fails at its first value: its vectors hold whole numbers. */
  private static boolean isBytesAsShortDecimal(PrimitiveType stored, DataType wanted) {
    return stored.getPrimitiveTypeName() == PrimitiveTypeName.BINARY
        && wanted instanceof DecimalType
        && !DecimalType.isByteArrayDecimalType(wanted);
  }

  private static String described(String column, String found, DataType expected) {
    return "column '%s', which is %s in the file and %s in the table"
        .formatted(column, found, expected.catalogString());
  }

  private static ParquetVectorUpdaterFactory vectors(LogicalTypeAnnotation annotation) {
    try {
      return VECTORS.newInstance(annotation, null, CORRECTED, "UTC", CORRECTED, "UTC");
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("this Spark has another Parquet reader", e);
    }
  }

  /** Spark keeps it to its own package. */
  private static Constructor<ParquetVectorUpdaterFactory> constructor() {
    try {
      Constructor<ParquetVectorUpdaterFactory> found =
          ParquetVectorUpdaterFactory.class.getDeclaredConstructor(
              LogicalTypeAnnotation.class,
              ZoneId.class,
              String.class,
              String.class,
              String.class,
              String.class);
      found.setAccessible(true);
      return found;
    } catch (NoSuchMethodException e) {
      throw new LinkageError("this Spark has another Parquet reader", e);
    }
  }
}
