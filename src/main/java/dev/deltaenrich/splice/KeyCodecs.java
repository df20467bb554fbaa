package dev.deltaenrich.splice;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * Decompresses pages for Parquet's reader by {@link PageDecompressor}. Parquet's own codecs
 * allocate what a page's header claims, and where Snappy makes fewer bytes than that, its stream
 * never ends. Not thread-safe.
 */
final class KeyCodecs implements CompressionCodecFactory {
  private final PageDecompressor decompressor;

  KeyCodecs(Configuration conf) {
    this.decompressor = new PageDecompressor(conf);
  }

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName name) {
    return new Pages(name.getParquetCompressionCodec());
  }

  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName name) {
    throw new UnsupportedOperationException("keys are read only");
  }

  @Override
  public void release() {
    decompressor.release();
  }

  private final class Pages implements BytesInputDecompressor {
    private final CompressionCodec codec;

    Pages(CompressionCodec codec) {
      this.codec = codec;
    }

    @Override
    public BytesInput decompress(BytesInput bytes, int size) throws IOException {
      if (codec == CompressionCodec.UNCOMPRESSED) {
        return bytes;
      }
      if (size < 0) {
        throw new IOException("a page of negative size");
      }
      byte[] compressed = bytes.toByteArray();
      // The next page takes the array.
      return BytesInput.from(
          Arrays.copyOf(
              decompressor.decompress(codec, compressed, 0, compressed.length, size), size));
    }

    @Override
    public void decompress(ByteBuffer in, int from, ByteBuffer out, int to) {
      throw new UnsupportedOperationException("keys are decompressed on the heap");
    }

    @Override
    public void release() {
      // Belongs to all codecs.
    }
  }
}
