package dev.deltaenrich.splice;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.hadoop.fs.Path;

/** Files whose footers say something else than what was written. */
final class FooterEdit {
  private FooterEdit() {}

  /** A file's {@code FileMetaData}. */
  static ThriftStruct footer(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(Spliced.local(file));
    try (Source source = Source.open(RawFile.CONF, file, bytes.length)) {
      return ParquetFooter.read(source).file();
    } catch (NotSpliceableException e) {
      throw new IOException(e);
    }
  }

  /** Writes another footer in place of a file's own. */
  static void edit(Path file, UnaryOperator<ThriftStruct> edit) throws IOException {
    byte[] bytes = Files.readAllBytes(Spliced.local(file));
    ThriftStruct footer = footer(file);
    int prefix = bytes.length - ParquetFooter.toFileEnd(footer).length;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, prefix);
    out.write(ParquetFooter.toFileEnd(edit.apply(footer)));
    overwrite(file, out.toByteArray());
  }

  static void overwrite(Path file, byte[] bytes) throws IOException {
    Files.deleteIfExists(
        Spliced.local(file).resolveSibling("." + Spliced.local(file).getFileName() + ".crc"));
    Files.write(Spliced.local(file), bytes);
  }

  /** Changes one struct of a list. */
  static UnaryOperator<ThriftStruct> inList(
      int field, int position, UnaryOperator<ThriftStruct> edit) {
    return struct -> {
      List<ThriftStruct> list = new ArrayList<>(struct.list(field, ThriftStruct.class));
      list.set(position, edit.apply(list.get(position)));
      return struct.withStructs(field, list);
    };
  }

  /** Changes a chunk of the first row group. */
  static UnaryOperator<ThriftStruct> inChunk(int column, UnaryOperator<ThriftStruct> edit) {
    return inList(Fields.File.ROW_GROUPS, 0, inList(Fields.Group.CHUNKS, column, edit));
  }

  /** Changes the {@code ColumnMetaData} of a chunk of the first row group. */
  static UnaryOperator<ThriftStruct> inData(int column, UnaryOperator<ThriftStruct> edit) {
    return inChunk(
        column,
        chunk ->
            chunk.withStruct(
                Fields.Chunk.META_DATA, edit.apply(chunk.struct(Fields.Chunk.META_DATA))));
  }
}
