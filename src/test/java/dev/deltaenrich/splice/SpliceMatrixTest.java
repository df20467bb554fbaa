package dev.deltaenrich.splice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.splice.RawFile.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every codec, page version, encoding and kind of key, read back by parquet-java. */
class SpliceMatrixTest {
  private static final int ROWS = 2_000;
  private static final int SMALL_GROUPS = 1 << 12;
  private static final List<String> CATEGORIES = Arrays.asList("food", "travel", null, "Übrige");

  @TempDir java.nio.file.Path folder;

  static List<Shape> shapes() {
    List<Shape> shapes = new ArrayList<>();
    for (CompressionCodecName codec :
        List.of(
            CompressionCodecName.UNCOMPRESSED,
            CompressionCodecName.SNAPPY,
            CompressionCodecName.GZIP,
            CompressionCodecName.ZSTD)) {
      for (WriterVersion version : WriterVersion.values()) {
        for (boolean dictionary : new boolean[] {true, false}) {
          for (boolean required : new boolean[] {true, false}) {
            for (int groupBytes : new int[] {SMALL_GROUPS, 1 << 25}) {
              shapes.add(new Shape(codec, version, dictionary, required, groupBytes));
            }
          }
        }
      }
    }
    return shapes;
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void eachRowKeepsWhatItHadAndGetsItsValue(Shape shape) throws Exception {
    Map<String, String> categories = lookup();
    List<String> keys = keys(shape.required());
    Path source = RawFile.write(new Path(folder.toUri().getPath(), "raw.parquet"), shape, keys);

    assertThat(FooterEdit.footer(source).list(Fields.File.ROW_GROUPS, ThriftStruct.class))
        .hasSizeGreaterThanOrEqualTo(shape.groupBytes() == SMALL_GROUPS ? 3 : 1);

    Spliced spliced = Spliced.of(source, Spliced.categories(categories));

    List<Group> before = RawFile.read(source);
    List<Group> after = RawFile.read(spliced.target());
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      String category = keys.get(i) == null ? null : categories.get(keys.get(i).trim());
      expected.add(before.get(i) + (category == null ? "" : "category: " + category + "\n"));
    }
    assertThat(after.stream().map(Group::toString).toList()).isEqualTo(expected);
    assertThat(spliced.tail().rows()).isEqualTo(ROWS);
    assertThat(spliced.tail().counts().get(0).nullKey())
        .isEqualTo(keys.stream().filter(key -> key == null).count());
    assertThat(spliced.tail().counts().get(0).matched())
        .isEqualTo(
            keys.stream().filter(key -> key != null && categories.containsKey(key.trim())).count());
    assertThatPrefixIsUntouched(spliced);
  }

  private static void assertThatPrefixIsUntouched(Spliced spliced) throws IOException {
    byte[] source = Files.readAllBytes(Spliced.local(spliced.source()));
    byte[] target = Files.readAllBytes(Spliced.local(spliced.target()));
    int prefix = Math.toIntExact(spliced.tail().prefix());
    assertThat(prefix).isGreaterThan(source.length / 2);
    assertThat(Arrays.mismatch(source, 0, prefix, target, 0, prefix)).isEqualTo(-1);
    assertThat(spliced.assembled().bytes()).isEqualTo(target.length);
  }

  private static Map<String, String> lookup() {
    Map<String, String> categories = new HashMap<>();
    for (int i = 0; i < 40; i++) {
      categories.put("MER-" + i, CATEGORIES.get(i % CATEGORIES.size()));
    }
    return categories;
  }

  private static List<String> keys(boolean required) {
    Random random = new Random(7);
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      int merchant = random.nextInt(50);
      String spaces = random.nextInt(5) == 0 ? " " : "";
      boolean none = !required && random.nextInt(10) == 0;
      keys.add(none ? null : spaces + "MER-" + merchant + spaces);
    }
    return keys;
  }
}
