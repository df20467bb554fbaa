package dev.deltaenrich.splice;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/**
 * A small file of several row groups with columns of all types, before anything happens to it.
 *
 * @param bytes all of it
 * @param footer its {@code FileMetaData}
 * @param footerStart where that stands
 * @param rows what Parquet's reader reads of it, with the looked-up column
 */
record SoundFile(byte[] bytes, ThriftStruct footer, int footerStart, List<String> rows) {
  static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType(
          """
          message all {
            required int64 id;
            optional binary merchant_id (STRING);
            optional boolean open;
            optional float share;
            optional double rate;
            optional int32 day (DATE);
            optional int96 at;
            required int64 seen (TIMESTAMP(MICROS,true));
            optional int64 price (DECIMAL(18,3));
            optional fixed_len_byte_array(9) worth (DECIMAL(20,4));
            optional group address {
              optional binary city (STRING);
              repeated int32 floor;
            }
            optional group tags (LIST) {
              repeated group list {
                optional binary element (STRING);
              }
            }
          }""");

  private static final int VARIETY = 40;

  static SoundFile write(
      Path path, int rows, Random random, UnaryOperator<ExampleParquetWriter.Builder> settings)
      throws IOException {
    List<Group> groups = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      groups.add(RandomRows.row(SCHEMA, random, VARIETY));
    }
    RecodeSources.write(path, SCHEMA, groups, settings);
    return of(Files.readAllBytes(Spliced.local(path)));
  }

  static SoundFile of(byte[] bytes) throws IOException {
    ParquetFooter read;
    try (Source source = Source.of(new Path("sound"), bytes)) {
      read = ParquetFooter.read(source);
    } catch (NotParquetException e) {
      throw new IOException(e);
    }
    ThriftStruct footer = read.file();
    int start = (int) read.start();
    return new SoundFile(
        bytes, footer, start, ReaderOfBytes.rows(bytes, LookedUpRows::text).orElseThrow());
  }

  /** The file with another footer. */
  byte[] withFooter(ThriftStruct other) {
    return joined(bytes, 0, footerStart, ParquetFooter.toFileEnd(other));
  }

  /** The file with the header of one of its pages changed; the footer says where pages went. */
  byte[] withPageHeader(Random random, UnaryOperator<ThriftStruct> edit) throws IOException {
    List<Integer> headers = pageHeaders();
    return withPageHeader(headers.get(random.nextInt(headers.size())), edit);
  }

  /** The same for the page that starts at a position. */
  byte[] withPageHeader(int from, UnaryOperator<ThriftStruct> edit) throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(bytes, from, footerStart - from);
    ThriftStruct header = ThriftStruct.read(in);
    int to = footerStart - in.available();
    byte[] other = edit.apply(header).toBytes();
    byte[] rest = joined(bytes, to, footerStart, moved(from, other.length - (to - from)));
    return joined(bytes, 0, from, joined(other, 0, other.length, rest));
  }

  private static byte[] joined(byte[] first, int from, int to, byte[] second) {
    byte[] both = new byte[to - from + second.length];
    System.arraycopy(first, from, both, 0, to - from);
    System.arraycopy(second, 0, both, to - from, second.length);
    return both;
  }

  private List<ParquetChunk> chunks() {
    return new ParquetFooter(footer, footerStart, bytes.length).chunks();
  }

  private List<Integer> pageHeaders() throws IOException {
    List<Integer> headers = new ArrayList<>();
    for (ParquetChunk chunk : chunks()) {
      addPageHeaders(chunk, headers);
    }
    return headers;
  }

  /** Returns where the last page ends. */
  private long addPageHeaders(ParquetChunk chunk, List<Integer> headers) throws IOException {
    long position = chunk.start();
    while (position < chunk.start() + chunk.bytes()) {
      headers.add((int) position);
      ByteArrayInputStream in =
          new ByteArrayInputStream(bytes, (int) position, footerStart - (int) position);
      ThriftStruct header = ThriftStruct.read(in);
      position = footerStart - in.available() + header.number(Fields.Page.COMPRESSED_BYTES);
    }
    return position;
  }

  /** Whether the footer says that a chunk ends before its last page does. */
  boolean hasPageBehindItsChunk() throws IOException {
    for (ParquetChunk chunk : chunks()) {
      if (addPageHeaders(chunk, new ArrayList<>()) > chunk.start() + chunk.bytes()) {
        return true;
      }
    }
    return false;
  }

  /** A file's end that tells of positions after bytes were put in. */
  private byte[] moved(int at, int by) {
    UnaryOperator<ThriftStruct> chunk = one -> movedChunk(one, at, by);
    UnaryOperator<ThriftStruct> group =
        one ->
            one.withStructs(
                Fields.Group.CHUNKS,
                one.list(Fields.Group.CHUNKS, ThriftStruct.class).stream().map(chunk).toList());
    return ParquetFooter.toFileEnd(
        footer.withStructs(
            Fields.File.ROW_GROUPS,
            footer.list(Fields.File.ROW_GROUPS, ThriftStruct.class).stream().map(group).toList()));
  }

  private static ThriftStruct movedChunk(ThriftStruct chunk, int at, int by) {
    ParquetChunk told = ParquetChunk.of(chunk);
    ThriftStruct data = chunk.struct(Fields.Chunk.META_DATA);
    if (told.start() <= at && at < told.start() + told.bytes()) {
      data = data.withNumber(Fields.Data.COMPRESSED_BYTES, told.bytes() + by);
    }
    for (int field :
        List.of(Fields.Data.DATA_PAGE, Fields.Data.DICTIONARY_PAGE, Fields.Data.BLOOM_FILTER)) {
      data = movedField(data, field, at, by);
    }
    ThriftStruct moved = chunk.withStruct(Fields.Chunk.META_DATA, data);
    moved = movedField(moved, Fields.Chunk.COLUMN_INDEX, at, by);
    return movedField(moved, Fields.Chunk.OFFSET_INDEX, at, by);
  }

  private static ThriftStruct movedField(ThriftStruct struct, int field, int at, int by) {
    return struct.number(field) > at ? struct.withNumber(field, struct.number(field) + by) : struct;
  }
}
