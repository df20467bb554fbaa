package dev.deltaenrich.job;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.Consumer;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.Util;

/** Parquet files whose headers say something else than what was written. */
final class ParquetEdits {
  private static final int TAIL = 8;

  private ParquetEdits() {}

  /** The same file with another footer. */
  static byte[] withFooter(byte[] file, Consumer<FileMetaData> edit) throws IOException {
    return withFooterBytes(file, footer(file, edit));
  }

  /** The same file whose footer names a codec that no version of Parquet knows. */
  static byte[] withUnknownCodec(byte[] file, int column, int number) throws IOException {
    byte[] one = footer(file, data -> column(data, column).setCodec(CompressionCodec.LZ4));
    byte[] other = footer(file, data -> column(data, column).setCodec(CompressionCodec.LZ4_RAW));
    return withFooterBytes(file, withNumber(one, other, number));
  }

  /** The same file where a column's first page is said to be in an encoding of the future. */
  static byte[] withUnknownPageEncoding(byte[] file, int column, int number) throws IOException {
    ColumnMetaData data = column(metaData(file), column);
    int start =
        (int)
            (data.isSetDictionary_page_offset() && data.getDictionary_page_offset() > 0
                ? data.getDictionary_page_offset()
                : data.getData_page_offset());
    byte[] one = pageHeader(file, start, Encoding.PLAIN);
    byte[] edited = withNumber(one, pageHeader(file, start, Encoding.RLE), number);
    byte[] result = file.clone();
    System.arraycopy(edited, 0, result, start, edited.length);
    return result;
  }

  static ColumnMetaData column(FileMetaData data, int column) {
    return data.getRow_groups().get(0).getColumns().get(column).getMeta_data();
  }

  private static FileMetaData metaData(byte[] file) throws IOException {
    int length = footerLength(file);
    return Util.readFileMetaData(
        new ByteArrayInputStream(file, file.length - TAIL - length, length));
  }

  private static byte[] footer(byte[] file, Consumer<FileMetaData> edit) throws IOException {
    FileMetaData data = metaData(file);
    edit.accept(data);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Util.writeFileMetaData(data, out);
    return out.toByteArray();
  }

  private static byte[] withFooterBytes(byte[] file, byte[] footer) {
    int body = file.length - TAIL - footerLength(file);
    ByteBuffer result =
        ByteBuffer.allocate(body + footer.length + TAIL).order(ByteOrder.LITTLE_ENDIAN);
    result.put(file, 0, body).put(footer).putInt(footer.length);
    return result.put(file, file.length - 4, 4).array();
  }

  private static int footerLength(byte[] file) {
    return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(file.length - TAIL);
  }

  private static byte[] pageHeader(byte[] file, int start, Encoding encoding) throws IOException {
    PageHeader header =
        Util.readPageHeader(new ByteArrayInputStream(file, start, file.length - start));
    if (header.isSetDictionary_page_header()) {
      header.getDictionary_page_header().setEncoding(encoding);
    } else {
      header.getData_page_header().setEncoding(encoding);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Util.writePageHeader(header, out);
    return out.toByteArray();
  }

  /** Two texts that differ in one number, with a third number in its place (zigzag, below 64). */
  private static byte[] withNumber(byte[] one, byte[] other, int number) {
    byte[] edited = one.clone();
    for (int at = Arrays.mismatch(one, other); at >= 0; at = next(one, other, at)) {
      edited[at] = (byte) (number << 1);
    }
    return edited;
  }

  private static int next(byte[] one, byte[] other, int after) {
    int found = Arrays.mismatch(one, after + 1, one.length, other, after + 1, other.length);
    return found < 0 ? -1 : after + 1 + found;
  }
}
