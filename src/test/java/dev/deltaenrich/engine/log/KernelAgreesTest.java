package dev.deltaenrich.engine.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.engine.table.DeltaTable;
import dev.deltaenrich.services.TestSession;
import io.delta.kernel.Snapshot;
import io.delta.kernel.Table;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.exceptions.KernelException;
import io.delta.kernel.internal.InternalScanFileUtils;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Delta Kernel, asked in this very JVM, finds in other writers' tables what we find. It is an older
 * one than {@code tables/make.py} asks: newer ones need a newer Parquet than Spark 3.4 has.
 */
class KernelAgreesTest {
  private static final Engine ENGINE = DefaultEngine.create(new Configuration());

  /** Tables that this Kernel calls broken or does not know, though other readers read them. */
  private static final Map<String, String> REFUSED_BY_KERNEL =
      Map.of(
          "checkpoint-part-missing", "Missing checkpoint at version 4",
          "last-checkpoint-of-the-future", "Missing checkpoint at version 9",
          "log-cleaned-with-the-commit-of-the-checkpoint", "Missing delta file for version 4");

  /** An active file, without what only rows need. */
  private record Found(
      Path path, long size, Map<String, String> partition, Optional<Vector> vector) {}

  private record Vector(String storage, String place, int bytes, long rows) {}

  static Stream<StoredTable> finds() {
    return StoredTable.read().filter(table -> !REFUSED_BY_KERNEL.containsKey(table.name()));
  }

  static Stream<String> refuses() {
    return REFUSED_BY_KERNEL.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource
  void finds(StoredTable stored) throws IOException {
    DeltaTable ours = DeltaTable.open(TestSession.get(), stored.raw().toString());
    Snapshot theirs = snapshot(stored);

    assertThat(ours.version()).isEqualTo(theirs.getVersion());
    assertThat(ours.files().stream().map(file -> found(ours, file)))
        .containsExactlyInAnyOrderElementsOf(found(theirs));
  }

  @ParameterizedTest
  @MethodSource
  void refuses(String name) {
    assertThatThrownBy(() -> found(snapshot(new StoredTable(name))))
        .isInstanceOf(KernelException.class)
        .hasMessageContaining(REFUSED_BY_KERNEL.get(name));
  }

  private static Snapshot snapshot(StoredTable stored) {
    return Table.forPath(ENGINE, stored.raw().toAbsolutePath().toString())
        .getLatestSnapshot(ENGINE);
  }

  private static Found found(DeltaTable table, AddFile file) {
    return new Found(
        table.resolve(file.path()),
        file.size(),
        file.partitionValues(),
        file.deletionVector()
            .map(
                it ->
                    new Vector(it.storageType(), it.place(), it.sizeInBytes(), it.cardinality())));
  }

  private static List<Found> found(Snapshot snapshot) throws IOException {
    List<Found> all = new ArrayList<>();
    try (var batches = snapshot.getScanBuilder().build().getScanFiles(ENGINE)) {
      while (batches.hasNext()) {
        try (var rows = batches.next().getRows()) {
          rows.forEachRemaining(row -> all.add(found(row)));
        }
      }
    }
    return all;
  }

  private static Found found(Row row) {
    return new Found(
        new Path(InternalScanFileUtils.getAddFileStatus(row).getPath()),
        InternalScanFileUtils.getAddFileStatus(row).getSize(),
        InternalScanFileUtils.getPartitionValues(row),
        Optional.ofNullable(InternalScanFileUtils.getDeletionVectorDescriptorFromRow(row))
            .map(
                it ->
                    new Vector(
                        it.getStorageType(),
                        it.getPathOrInlineDv(),
                        it.getSizeInBytes(),
                        it.getCardinality())));
  }
}
