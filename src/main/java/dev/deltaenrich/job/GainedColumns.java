package dev.deltaenrich.job;

import dev.deltaenrich.engine.FileColumns;
import dev.deltaenrich.engine.HadoopSettings;
import dev.deltaenrich.engine.JavaBytes;
import dev.deltaenrich.plan.CuratedFile;
import dev.deltaenrich.plan.FileTags;
import dev.deltaenrich.source.RawTable;
import dev.deltaenrich.splice.NotParquetException;
import dev.deltaenrich.splice.ParquetFooter;
import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds curated files that lack a column which raw has gained. A raw file may hold a column long
 * before the table has it; from then on readers show the values. A file that was spliced holds
 * them, too; one that earlier versions rewrote, or made of a table that maps its columns, holds the
 * columns of its day.
 *
 * @param before the columns that raw had, as its files call them
 * @param now those that it has
 * @param conf Hadoop settings
 */
record GainedColumns(StructType before, StructType now, SerializableConfiguration conf)
    implements Serializable {
  private static final Logger LOG = LoggerFactory.getLogger(GainedColumns.class);

  /** A raw file is three requests. */
  private static final int FILES_A_TASK = 4;

  private static final int TASKS_A_CORE = 8;

  /** A curated file and the URI of one of the raw files that it was made of. */
  private record Rewritten(String path, String source) implements Serializable {}

  /**
   * Which of these files lack a column. Reads the footers of the raw files that were rewritten, and
   * nothing when raw gained no column.
   *
   * @param held files of which all sources are there
   * @param known the target's columns, as the last run left them
   * @return their paths
   */
  static Set<String> lackedBy(
      List<CuratedFile> held, StructType known, RawTable raw, SparkSession spark) {
    GainedColumns gained =
        new GainedColumns(
            raw.storedColumns(known),
            raw.storedColumns(),
            new SerializableConfiguration(HadoopSettings.of(spark)));
    List<JavaBytes<Rewritten>> rewritten =
        gained.before.equals(gained.now) ? List.of() : rewritten(held, raw);
    if (rewritten.isEmpty()) {
      return Set.of();
    }
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Set<String> lacking =
        new HashSet<>(
            context
                .parallelize(rewritten, tasks(rewritten.size(), context.defaultParallelism()))
                .map(JavaBytes::value)
                .filter(gained::isLackedBy)
                .map(Rewritten::path)
                .collect());
    LOG.info(
        "{}: gained columns that are in the sources of {} rewritten files ({} sources looked at)",
        raw.path(),
        lacking.size(),
        rewritten.size());
    return lacking;
  }

  private static List<JavaBytes<Rewritten>> rewritten(List<CuratedFile> held, RawTable raw) {
    Map<String, String> uris = new HashMap<>();
    raw.files().forEach(source -> uris.put(source.id(), source.uri()));
    List<JavaBytes<Rewritten>> rewritten = new ArrayList<>();
    for (CuratedFile file : held) {
      Optional<FileTags> tags =
          file.tags().filter(it -> raw.mapsColumns() || it.producer().equals(FileTags.REWRITTEN));
      for (String id : tags.map(FileTags::sources).orElse(List.of())) {
        rewritten.add(JavaBytes.of(new Rewritten(file.path(), uris.get(id))));
      }
    }
    return rewritten;
  }

  private static int tasks(int files, int cores) {
    return Math.max(1, Math.min(files / FILES_A_TASK, cores * TASKS_A_CORE));
  }

  /** A footer that cannot be read counts as one that does: making the file again says why. */
  private boolean isLackedBy(Rewritten file) {
    try {
      Path path = new Path(URI.create(file.source()));
      return FileColumns.showsMore(ParquetFooter.read(conf.value(), path), before, now);
    } catch (NotParquetException | IOException | RuntimeException e) {
      LOG.info(
          "{} is made again, since the footer of {} cannot be read", file.path(), file.source(), e);
      return true;
    }
  }
}
