package dev.deltaenrich.splice;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** WIP. */
class FuzzedFootersTest {
  private static final int CASES = Integer.getInteger("fuzz.cases", 3_000);
  private static final long SEED = Long.getLong("fuzz.seed", 1);
  private static final int ROWS = 220;
  private static final long MOST_ALLOCATED = 64L << 20;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final List<UnaryOperator<ExampleParquetWriter.Builder>> SHAPES =
      List.of(
          shape(CompressionCodecName.SNAPPY, WriterVersion.PARQUET_1_0, true, true),
          shape(CompressionCodecName.UNCOMPRESSED, WriterVersion.PARQUET_1_0, true, false),
          shape(CompressionCodecName.UNCOMPRESSED, WriterVersion.PARQUET_2_0, false, false),
          shape(CompressionCodecName.GZIP, WriterVersion.PARQUET_1_0, false, true),
          shape(CompressionCodecName.ZSTD, WriterVersion.PARQUET_2_0, true, false),
          shape(CompressionCodecName.LZ4, WriterVersion.PARQUET_1_0, true, true));

  @TempDir java.nio.file.Path folder;

  private static UnaryOperator<ExampleParquetWriter.Builder> shape(
      CompressionCodecName codec, WriterVersion version, boolean dictionary, boolean checksums) {
    return builder ->
        builder
            .withCompressionCodec(codec)
            .withWriterVersion(version)
            .withDictionaryEncoding(dictionary)
            .withPageWriteChecksumEnabled(checksums)
            .withBloomFilterEnabled("merchant_id", !checksums)
            .withRowGroupSize(1 << 10)
            .withPageRowCountLimit(60);
  }

  private Path path(String name) {
    return new Path(folder.toUri().getPath(), name + ".parquet");
  }

  @Test
  void damagedFilesAreRefusedOrComeOutRight() throws Exception {
    List<SoundFile> files = new ArrayList<>();
    List<SoundFile> others = new ArrayList<>();
    for (int i = 0; i < SHAPES.size(); i++) {
      files.add(SoundFile.write(path("sound"), ROWS, new Random(i), SHAPES.get(i)));
      others.add(SoundFile.write(path("sound"), ROWS / 3, new Random(-1 - i), SHAPES.get(i)));
    }
    Map<String, Integer> counts = new java.util.TreeMap<>();
    Map<String, Integer> faults = new java.util.TreeMap<>();
    for (long seed = SEED; seed < SEED + CASES; seed++) {
      Random random = new Random(seed * 0x9e3779b97f4a7c15L);
      int shape = random.nextInt(SHAPES.size());
      Damage damage = Damage.values()[random.nextInt(Damage.values().length)];
      byte[] damaged = damage.of(files.get(shape), random);
      FuzzedWay way = FuzzedWay.values()[random.nextInt(FuzzedWay.values().length)];
      FuzzedCase one = new FuzzedCase(folder, files.get(shape), others.get(shape), damaged, way);
      long start = System.nanoTime();
      String verdict = one.verdict();
      long ms = (System.nanoTime() - start) / 1_000_000;
      if (ms > 2000) {
        System.out.println("SLOW " + seed + " " + ms + " " + damage + " " + way);
      }
      counts.merge(way + " " + verdict.split(":")[0], 1, Integer::sum);
      if (verdict.startsWith("FAULT")) {
        String brief = way + " " + damage + " " + verdict.replaceAll("[0-9]+", "#");
        if (faults.merge(brief, 1, Integer::sum) <= 2) {
          System.out.println(seed + " " + shape + " " + damage + " " + way + " " + verdict);
        }
      }
    }
    System.out.println("MOST ALLOCATED " + FuzzedCase.most);
    counts.forEach((k, v) -> System.out.println(k + " " + v));
    faults.forEach((k, v) -> System.out.println(v + " x " + k));
    assertThat(faults).isEmpty();
  }
}
