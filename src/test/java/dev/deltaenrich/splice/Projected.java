package dev.deltaenrich.splice;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetFileWriter.Mode;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Files that get a projected footer in place of their own. */
final class Projected {
  static final MappedType LEAF = new MappedType.Leaf();

  private Projected() {}

  static MappedColumn named(String name, String physical, MappedType type) {
    return new MappedColumn(name, physical, null, type);
  }

  static MappedColumn named(String name, String physical) {
    return named(name, physical, LEAF);
  }

  static MappedColumn withId(String name, int id, MappedType type) {
    return new MappedColumn(name, "col-" + name, id, type);
  }

  static MappedType struct(MappedColumn... fields) {
    return new MappedType.Struct(List.of(fields));
  }

  static MappedType listOf(MappedType element) {
    return new MappedType.ListOf(element);
  }

  static Path written(java.nio.file.Path folder, String schema, List<String> rows)
      throws IOException {
    MessageType type = MessageTypeParser.parseMessageType(schema);
    Path file = new Path(folder.toUri().getPath(), "written.parquet");
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(file)
            .withConf(RawFile.CONF)
            .withType(type)
            .withWriteMode(Mode.OVERWRITE)
            .build()) {
      for (String row : rows) {
        Group group = new SimpleGroup(type);
        fill(group, row);
        writer.write(group);
      }
    }
    return file;
  }

  /** Gives every leaf, at any depth, a value that tells its place. */
  private static void fill(Group group, String value) {
    group
        .getType()
        .getFields()
        .forEach(
            field -> {
              if (field.isPrimitive()) {
                group.append(field.getName(), value + " " + field.getName());
              } else {
                fill(group.addGroup(field.getName()), value);
              }
            });
  }

  static void project(Path file, MappedColumn... columns) throws IOException {
    FooterEdit.edit(
        file,
        footer -> {
          try {
            return ProjectedFooter.mapped(footer, List.of(columns));
          } catch (NotSpliceableException e) {
            throw new IllegalStateException(e.getMessage(), e);
          }
        });
  }

  static MessageType schema(Path file) throws IOException {
    return FooterSchema.of(FooterEdit.footer(file));
  }

  static List<String> values(Path file) throws IOException {
    return RawFile.read(file).stream().map(Group::toString).toList();
  }
}
