package dev.deltaenrich.splice;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Levels as writers of the first years packed them; none of the libraries here writes them. */
class PackedLevelsTest {
  private static final int BEFORE = 3;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 7, 9})
  void levelsComeOutAsTheyWerePackedTheHighestBitFirst(int highest) throws IOException {
    Random random = new Random(highest);
    for (int count : new int[] {1, 7, 8, 9, 100, 4097}) {
      int[] levels = random.ints(count, 0, highest + 1).toArray();
      int width = Integer.SIZE - Integer.numberOfLeadingZeros(highest);

      LeafPage page = page(packed(levels, width), count, highest);

      int[] read = new int[count];
      int some = Math.min(count, 5);
      page.definition().read(read, some);
      assertThat(Arrays.copyOf(read, some)).isEqualTo(Arrays.copyOf(levels, some));
      page.definition().read(read, count - some);
      assertThat(Arrays.copyOf(read, count - some))
          .isEqualTo(Arrays.copyOfRange(levels, some, count));
      assertThat(page.from()).isEqualTo(BEFORE + (count * width + Byte.SIZE - 1) / Byte.SIZE);
    }
  }

  private static byte[] packed(int[] levels, int width) {
    byte[] bytes = new byte[BEFORE + levels.length * width / Byte.SIZE + 6];
    for (int bit = 0; bit < levels.length * width; bit++) {
      int one = levels[bit / width] >> width - 1 - bit % width & 1;
      bytes[BEFORE + bit / Byte.SIZE] |= (byte) (one << Byte.SIZE - 1 - bit % Byte.SIZE);
    }
    return bytes;
  }

  private static LeafPage page(byte[] bytes, int levels, int highest) throws IOException {
    ThriftStruct header =
        ThriftStruct.of(
            new DataPageHeader(levels, Encoding.PLAIN, Encoding.BIT_PACKED, Encoding.BIT_PACKED));
    LeafShape shape = new LeafShape(Types.optional(PrimitiveTypeName.INT32).named("c"), 0, highest);
    return LeafPage.version1(header, levels, shape, bytes, BEFORE, bytes.length);
  }
}
