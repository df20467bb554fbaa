package dev.deltaenrich.engine.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.engine.ScalaInterop;
import dev.deltaenrich.engine.log.AddFile;
import dev.deltaenrich.engine.log.DeletionVector;
import dev.deltaenrich.engine.log.StoredTable;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.services.TestSession;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.UUID;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import java.util.zip.DataFormatException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.delta.actions.DeletionVectorDescriptor;
import org.apache.spark.sql.delta.deletionvectors.RoaringBitmapArray;
import org.apache.spark.sql.delta.deletionvectors.RoaringBitmapArrayFormat;
import org.apache.spark.sql.delta.deletionvectors.StoredBitmap;
import org.apache.spark.sql.delta.storage.dv.DeletionVectorStoreUtils;
import org.apache.spark.sql.delta.storage.dv.HadoopFileSystemDVStore;
import org.apache.spark.sql.delta.util.PathWithFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Option;

/** Deletion vectors hold the rows that Delta's own classes find or put there. */
class DeletedRowsTest {
  private static final Configuration CONF = new Configuration();
  private static final long ROWS_OF_A_BITMAP = 1L << 32;

  private final HadoopFileSystemDVStore deltas = new HadoopFileSystemDVStore(CONF);
  @TempDir private java.nio.file.Path folder;
  private Path table;

  @BeforeEach
  void nameTheTable() {
    table = new Path(folder.toUri());
  }

  @Test
  void ofStoredTablesAreTheRowsThatDeltaFinds() throws IOException {
    List<String> storageTypes = new ArrayList<>();
    for (StoredTable stored : StoredTable.read().toList()) {
      DeltaTable opened = DeltaTable.open(TestSession.get(), stored.raw().toString());
      for (AddFile file : opened.files()) {
        if (file.deletionVector().isPresent()) {
          DeletionVector vector = file.deletionVector().get();
          storageTypes.add(vector.storageType());
          assertSameRows(vector, opened.path(), LongStream.range(0, 100));
        }
      }
    }
    assertThat(storageTypes).hasSizeGreaterThan(5).contains("u", "i").doesNotContain("p");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void inAFileOfManyAreTheRowsThatDeltaPutThere(long seed) throws IOException {
    Random random = new Random(seed);
    UUID id = new UUID(random.nextLong(), random.nextLong());
    String prefix = random.nextBoolean() ? "" : "aZ9";
    Path file = DeletionVectorDescriptor.assembleDeletionVectorPath(table, id, prefix);
    List<RoaringBitmapArray> bitmaps = new ArrayList<>();
    List<DeletionVectorDescriptor> vectors = new ArrayList<>();
    try (DeletionVectorStoreUtils.Writer writer =
        deltas.createWriter(PathWithFileSystem.withConf(file, CONF))) {
      for (int i = 0; i < 20; i++) {
        RoaringBitmapArray rows = random(random);
        DeletionVectorStoreUtils.DVRangeDescriptor range = writer.write(bytes(rows));
        bitmaps.add(rows);
        vectors.add(
            random.nextBoolean()
                ? DeletionVectorDescriptor.onDiskWithRelativePath(
                    id,
                    prefix,
                    range.length(),
                    rows.cardinality(),
                    Option.apply(range.offset()),
                    Option.empty())
                : DeletionVectorDescriptor.onDiskWithAbsolutePath(
                    file.toString(),
                    range.length(),
                    rows.cardinality(),
                    Option.apply(range.offset()),
                    Option.empty()));
      }
    }
    for (int i = 0; i < vectors.size(); i++) {
      assertSameRows(ours(vectors.get(i)), table, asked(bitmaps.get(i), random));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {7, 8, 9})
  void inTheLogAreTheRowsThatDeltaPutThere(long seed) throws IOException {
    Random random = new Random(seed);
    for (int i = 0; i < 20; i++) {
      RoaringBitmapArray rows = random(random);
      DeletionVectorDescriptor vector =
          DeletionVectorDescriptor.inlineInLog(bytes(rows), rows.cardinality());
      assertSameRows(ours(vector), table, asked(rows, random));
    }
  }

  @Test
  void anEmptyVectorIsNotLookedFor() throws IOException {
    LongPredicate rows = rows(new DeletionVector("u", "nowhere", OptionalInt.of(1), 34, 0));
    assertThat(rows.test(0)).isFalse();
  }

  /** A file's version is before the first vector: version, size, the vector, its checksum. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|the file's version is 77, not 1",
        "4|its size is ",
        "5|its checksum does not fit its bytes",
        "30|its checksum does not fit its bytes",
        "-1|its checksum does not fit its bytes"
      })
  void aChangedByteIsFound(int at, String why) throws IOException {
    DeletionVector vector = onDisk(bytes(RoaringBitmapArray.apply(seq(1, 5, 9))), 3);
    byte[] bytes = Files.readAllBytes(file(vector));
    bytes[at < 0 ? bytes.length + at : at] = 77;
    Files.write(file(vector), bytes);

    assertCorrupt(vector, why);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 5, 20, 40})
  void aFileThatIsCutIsFound(int length) throws IOException {
    DeletionVector vector = onDisk(bytes(RoaringBitmapArray.apply(seq(1, 5, 9))), 3);
    byte[] bytes = Files.readAllBytes(file(vector));
    assertThat(bytes).hasSizeGreaterThan(length);
    Files.write(file(vector), Arrays.copyOf(bytes, length));

    assertCorrupt(vector, "the file ends early");
  }

  @Test
  void whatTheLogSaysOtherwiseIsFound() throws IOException {
    byte[] bytes = bytes(RoaringBitmapArray.apply(seq(1, 5, 9)));

    assertCorrupt(onDisk(bytes, 4), "it has 3 rows, and the log says 4");
    DeletionVector right = onDisk(bytes, 3);
    assertCorrupt(
        new DeletionVector("u", right.place(), right.offset(), right.sizeInBytes() - 1, 3),
        "its size is %d, and the log says %d".formatted(bytes.length, bytes.length - 1));
    assertCorrupt(
        new DeletionVector("u", right.place(), OptionalInt.of(2), right.sizeInBytes(), 3),
        "its size is ");
  }

  @Test
  void bytesThatAreNoVectorAreFound() throws IOException {
    byte[] bytes = bytes(RoaringBitmapArray.apply(seq(1, 5, 9)));
    byte[] otherMagic = bytes.clone();
    otherMagic[0]--;
    assertCorrupt(onDisk(otherMagic, 3), "its magic number is 1681511376, not 1681511377");

    byte[] otherCookie = bytes.clone();
    otherCookie[16] = 0;
    assertCorrupt(onDisk(otherCookie, 3), "its bitmaps do not parse (");
    assertCorrupt(onDisk(Arrays.copyOf(bytes, 14), 3), "its bitmaps do not parse (");
    byte[] moreBitmaps = bytes.clone();
    moreBitmaps[4]++;
    assertCorrupt(onDisk(moreBitmaps, 3), "its bitmaps do not parse (");
    assertCorrupt(onDisk(new byte[0], 3), "its bitmaps do not parse (");
  }

  @Test
  void aFileThatIsNotThereIsToldAsSuch() {
    DeletionVector vector =
        new DeletionVector("u", "ab^-aqEH.-t@S}K{vb[*k^", OptionalInt.of(1), 34, 3);
    assertThatThrownBy(() -> rows(vector))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining("/ab/deletion_vector_d2c639aa-8816-431a-aaf6-d3fe2512ff61.bin");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "x|abc|its storage type is 'x'",
        "u|0123456789|it is too short for a UUID",
        "u|0123456789012345678~|'~' is no character of Z85",
        "u|#####000000000000000|'#####' is more than four bytes",
        "p|s3a://bucket/%zz|Malformed escape pair",
        "i|0000|it has 4 characters, which is no multiple of 5",
        "i|00000|it has 4 bytes, not 34",
        "i|0000000000000000000000000000000000000000000000|it has 46 characters",
        "i|000000000000000000000000000000000000000000000|its magic number is 0"
      })
  void aDescriptionThatMeansNothingIsTheLogs(String storageType, String place, String why) {
    DeletionVector vector = new DeletionVector(storageType, place, OptionalInt.empty(), 34, 3);
    assertThatThrownBy(() -> rows(vector))
        .isInstanceOfSatisfying(
            EnrichException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LOG_BROKEN))
        .hasMessageStartingWith(
            "Cannot decode the deletion vector '%s' in the log of %s: ".formatted(place, table))
        .hasMessageContaining(": " + why);
  }

  private void assertSameRows(DeletionVector vector, Path place, LongStream asked)
      throws IOException {
    DeletionVectorDescriptor theirs =
        DeltaActions.file(
                new AddFile(
                    "a", Map.of(), 1, 1, Optional.empty(), Optional.empty(), Optional.of(vector)))
            .deletionVector();
    RoaringBitmapArray expected = StoredBitmap.create(theirs, place).load(deltas);
    LongPredicate found = new DeletedRows(vector, place).read(CONF);
    assertThat(expected.cardinality()).isEqualTo(vector.cardinality());
    assertThat(asked.filter(row -> found.test(row) != expected.contains(row))).isEmpty();
  }

  private LongPredicate rows(DeletionVector vector) throws IOException {
    return new DeletedRows(vector, table).read(CONF);
  }

  private void assertCorrupt(DeletionVector vector, String why) {
    assertThatThrownBy(() -> rows(vector))
        .isInstanceOfSatisfying(
            EnrichException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FILE_CORRUPT))
        .hasMessageStartingWith(
            "Cannot decode the deletion vector at byte %d of %s: "
                .formatted(vector.offset().getAsInt(), new Path(file(vector).toUri())))
        .hasMessageContaining(": " + why)
        .hasMessageEndingWith("; restore the file");
  }

  /** A vector of these bytes, the first of its file. */
  private DeletionVector onDisk(byte[] bytes, long cardinality) throws IOException {
    UUID id = UUID.randomUUID();
    Path file = new Path(table, "deletion_vector_%s.bin".formatted(id));
    try (DeletionVectorStoreUtils.Writer writer =
        deltas.createWriter(PathWithFileSystem.withConf(file, CONF))) {
      DeletionVectorStoreUtils.DVRangeDescriptor range = writer.write(bytes);
      assertThat(range.offset()).isEqualTo(1);
    }
    // The sums of Hadoop's local file system would find each change first.
    Files.delete(folder.resolve(".%s.crc".formatted(file.getName())));
    return ours(
        DeletionVectorDescriptor.onDiskWithRelativePath(
            id, "", bytes.length, cardinality, Option.apply(1), Option.empty()));
  }

  private java.nio.file.Path file(DeletionVector vector) {
    try {
      return folder.resolve("deletion_vector_%s.bin".formatted(Z85.uuid(vector.place())));
    } catch (DataFormatException e) {
      throw new AssertionError(e);
    }
  }

  private static DeletionVector ours(DeletionVectorDescriptor vector) {
    return new DeletionVector(
        vector.storageType(),
        vector.pathOrInlineDv(),
        vector.offset().isDefined()
            ? OptionalInt.of(((Number) vector.offset().get()).intValue())
            : OptionalInt.empty(),
        vector.sizeInBytes(),
        vector.cardinality());
  }

  private static byte[] bytes(RoaringBitmapArray rows) {
    return rows.serializeAsByteArray(RoaringBitmapArrayFormat.Portable());
  }

  private static scala.collection.immutable.Seq<Object> seq(long... values) {
    List<Object> all = new ArrayList<>();
    LongStream.of(values).forEach(all::add);
    return ScalaInterop.seq(all);
  }

  /** Arrays, bitmaps and runs; in one or several bitmaps of 32 bits, with gaps between them. */
  private static RoaringBitmapArray random(Random random) {
    RoaringBitmapArray rows = new RoaringBitmapArray();
    for (int i = random.nextInt(3); i >= 0; i--) {
      long from = random.nextInt(3) * ROWS_OF_A_BITMAP + (random.nextInt() & 0xffffffffL);
      int count = 1 + random.nextInt(10_000);
      int step = 1 + random.nextInt(4) * random.nextInt(50);
      for (int j = 0; j < count; j++) {
        rows.add(from + (long) j * step);
      }
    }
    if (random.nextBoolean()) {
      rows.runOptimize();
    }
    return rows;
  }

  /** Rows of the vector, their neighbours, and others. */
  private static LongStream asked(RoaringBitmapArray rows, Random random) {
    return LongStream.concat(
        LongStream.of(rows.values())
            .flatMap(row -> LongStream.of(Math.max(0, row - 1), row, row + 1)),
        random.longs(1000, 0, 3 * ROWS_OF_A_BITMAP));
  }
}
