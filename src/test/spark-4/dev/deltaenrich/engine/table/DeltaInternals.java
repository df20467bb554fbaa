package dev.deltaenrich.engine.table;

import dev.deltaenrich.engine.ScalaInterop;
import dev.deltaenrich.engine.log.CommitDescription;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.delta.DeltaErrors;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.CommitInfo;
import org.apache.spark.sql.delta.actions.DeletionVectorDescriptor;
import scala.Option;

/** What tests make and ask of Delta's own classes where its lines differ. */
public final class DeltaInternals {
  private DeltaInternals() {}

  /** An active file; statistics, tags and the vector may be null. */
  public static AddFile file(
      String path,
      scala.collection.immutable.Map<String, String> partitionValues,
      long size,
      long modificationTime,
      boolean dataChange,
      String statistics,
      scala.collection.immutable.Map<String, String> tags,
      DeletionVectorDescriptor vector) {
    return new AddFile(
        path,
        partitionValues,
        size,
        modificationTime,
        dataChange,
        statistics,
        tags,
        vector,
        Option.empty(),
        Option.empty(),
        Option.empty(),
        Option.empty(),
        Option.empty());
  }

  /** An append that names no columns. */
  public static DeltaOperations.Operation append(Option<String> userMetadata) {
    return write(SaveMode.Append, null, userMetadata);
  }

  private static DeltaOperations.Operation write(
      SaveMode mode, scala.collection.immutable.Seq<String> columns, Option<String> userMetadata) {
    return new DeltaOperations.Write(
        mode,
        Option.apply(columns),
        Option.empty(),
        userMetadata,
        Option.empty(),
        Option.empty(),
        Option.empty(),
        Option.empty(),
        Option.empty());
  }

  /** What Delta would say of a commit. */
  public static CommitInfo info(CommitDescription commit) {
    DeltaOperations.Operation operation =
        write(
            SaveMode.valueOf(commit.mode()),
            ScalaInterop.seq(commit.partitionColumns()),
            Option.empty());
    return CommitInfo.apply(
        commit.time().toEpochMilli(),
        operation.name(),
        Option.empty(),
        operation.jsonEncodedValues(),
        ScalaInterop.map(Map.of()),
        commit.readVersion() < 0 ? Option.empty() : Option.apply((Object) commit.readVersion()),
        Option.apply("Serializable"),
        Option.apply((Object) false),
        Option.apply(ScalaInterop.map(commit.metrics())),
        Option.apply(commit.userMetadata().orElse(null)),
        Option.empty(),
        Option.apply(commit.transaction()),
        Option.empty());
  }

  /** What Delta throws where a table asks for a feature of readers that it does not know. */
  public static Exception unknownFeature(String table, String feature) {
    return DeltaErrors.unsupportedReaderTableFeaturesInTableException(
        table, ScalaInterop.seq(List.of(feature)));
  }

  /** The version of the checkpoint that a snapshot begins with; -1 where it begins with none. */
  public static long checkpointVersion(Snapshot snapshot) {
    return snapshot.logSegment().checkpointProvider().version();
  }
}
