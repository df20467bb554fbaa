package dev.deltaenrich.enrich;

import dev.deltaenrich.engine.ScalaInterop;
import dev.deltaenrich.plan.PlannedFile;
import dev.deltaenrich.plan.SourceFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.NarrowDependency;
import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.FilePartition;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import scala.collection.Iterator;
import scala.collection.Seq;
import scala.reflect.ClassTag$;

/**
 * The rows of a scan, cut anew: one partition a planned file, its sources one after the other in
 * the plan's order. Planned files come by falling size, so that no large one starts last.
 *
 * <p>Nothing is moved for it: whatever Spark puts on a scan without a shuffle hands the partition
 * down to it as it is, and the scan reads the files that the partition lists.
 */
final class PlannedPartitions extends RDD<InternalRow> {
  private static final long serialVersionUID = 1L;

  private final RDD<InternalRow> rows;
  private final transient Partition[] planned;

  /**
   * @param rows rows of a file scan, with no shuffle since; all its files are in {@code planned}
   */
  PlannedPartitions(RDD<InternalRow> rows, List<PlannedFile> planned) {
    super(
        rows.sparkContext(),
        ScalaInterop.seq(List.of(new SamePlaces(rows))),
        ClassTag$.MODULE$.apply(InternalRow.class));
    this.rows = rows;
    this.planned = partitions(new ArrayList<>(planned), piecesByUri(rows.partitions()));
  }

  /** The pieces that each file is read in: one, unless Spark had a reason to cut it. */
  private static Map<String, List<PartitionedFile>> piecesByUri(Partition[] scanned) {
    Map<String, List<PartitionedFile>> pieces = new HashMap<>();
    for (Partition partition : scanned) {
      for (PartitionedFile piece : ((FilePartition) partition).files()) {
        pieces.computeIfAbsent(piece.urlEncodedPath(), uri -> new ArrayList<>(1)).add(piece);
      }
    }
    return pieces;
  }

  private static Partition[] partitions(
      List<PlannedFile> planned, Map<String, List<PartitionedFile>> pieces) {
    planned.sort(Comparator.comparingLong(PlannedFile::bytes).reversed());
    List<Partition> partitions = new ArrayList<>();
    for (PlannedFile file : planned) {
      List<PartitionedFile> files = new ArrayList<>();
      for (SourceFile source : file.sources()) {
        List<PartitionedFile> own = pieces.remove(source.uri());
        // Spark leaves out a file that the log calls empty.
        if (own != null) {
          own.sort(Comparator.comparingLong(PartitionedFile::start));
          files.addAll(own);
        }
      }
      if (!files.isEmpty()) {
        partitions.add(new FilePartition(partitions.size(), files.toArray(PartitionedFile[]::new)));
      }
    }
    if (!pieces.isEmpty()) {
      throw new IllegalStateException(
          "Spark reads %s, which is not in the plan".formatted(pieces.keySet().iterator().next()));
    }
    return partitions.toArray(Partition[]::new);
  }

  @Override
  public Partition[] getPartitions() {
    return planned;
  }

  @Override
  public Iterator<InternalRow> compute(Partition partition, TaskContext context) {
    return rows.iterator(partition, context);
  }

  @Override
  public Seq<String> getPreferredLocations(Partition partition) {
    return ScalaInterop.seq(Arrays.asList(((FilePartition) partition).preferredLocations()));
  }

  /**
   * Spark asks for a partition's parents only to learn where they would like to run, and {@link
   * #getPreferredLocations} has said so.
   */
  private static final class SamePlaces extends NarrowDependency<InternalRow> {
    private static final long serialVersionUID = 1L;

    SamePlaces(RDD<InternalRow> rows) {
      super(rows);
    }

    @Override
    public Seq<Object> getParents(int partition) {
      return ScalaInterop.seq(List.of());
    }
  }
}
