package dev.deltaenrich.services;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.delta.kernel.Scan;
import io.delta.kernel.ScanBuilder;
import io.delta.kernel.Table;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.MapValue;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.expressions.Predicate;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.TimestampType;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/**
 * A table's newest version by Delta Kernel, in this JVM.
 *
 * @param table its folder
 */
public record KernelReader(Path table) {
  private static final Engine ENGINE = DefaultEngine.create(new Configuration());

  private SnapshotImpl snapshot() {
    return (SnapshotImpl)
        Table.forPath(ENGINE, table.toAbsolutePath().toString()).getLatestSnapshot(ENGINE);
  }

  /** Its version. */
  public long version() {
    return snapshot().getVersion();
  }

  /** The newest version that an application wrote of itself. */
  public Optional<Long> transaction(String application) {
    return snapshot().getLatestTransactionVersion(ENGINE, application);
  }

  /** Names of the columns. */
  public List<String> columns() {
    return snapshot().getSchema().fieldNames();
  }

  /** All rows, each as the texts of its values; times are microseconds, maps are JSON. */
  public List<List<String>> rows() throws IOException {
    return rows(scan(Optional.empty()));
  }

  /** The rows of the files that are left when a filter has looked at the statistics. */
  public List<List<String>> rowsOfFiles(Predicate filter) throws IOException {
    return rows(scan(Optional.of(filter)));
  }

  private Scan scan(Optional<Predicate> filter) {
    ScanBuilder builder = snapshot().getScanBuilder();
    return (filter.isPresent() ? builder.withFilter(filter.get()) : builder).build();
  }

  private static List<List<String>> rows(Scan scan) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    try (var files = Utils.intoRows(scan.getScanFiles(ENGINE))) {
      while (files.hasNext()) {
        try (var batches = read(scan, files.next())) {
          while (batches.hasNext()) {
            batches.next().getRows().forEachRemaining(row -> rows.add(texts(row)));
          }
        }
      }
    }
    return rows;
  }

  private static CloseableIterator<FilteredColumnarBatch> read(Scan scan, Row file)
      throws IOException {
    Row state = scan.getScanState(ENGINE);
    return Scan.transformPhysicalData(ENGINE, state, file, KernelFiles.stored(ENGINE, state, file));
  }

  private static List<String> texts(Row row) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < row.getSchema().length(); i++) {
      texts.add(row.isNullAt(i) ? null : text(row, i, row.getSchema().at(i).getDataType()));
    }
    return texts;
  }

  private static String text(Row row, int i, DataType type) {
    if (type instanceof StringType) {
      return row.getString(i);
    } else if (type instanceof IntegerType) {
      return String.valueOf(row.getInt(i));
    } else if (type instanceof LongType || type instanceof TimestampType) {
      return String.valueOf(row.getLong(i));
    } else if (type instanceof DateType) {
      return LocalDate.ofEpochDay(row.getInt(i)).toString();
    } else if (type instanceof DecimalType) {
      return row.getDecimal(i).toPlainString();
    } else if (type instanceof MapType) {
      return json(row.getMap(i));
    }
    throw new IllegalStateException("no text for " + type);
  }

  private static String json(MapValue map) {
    Map<String, String> sorted = new TreeMap<>();
    for (int i = 0; i < map.getSize(); i++) {
      boolean none = map.getValues().isNullAt(i);
      sorted.put(map.getKeys().getString(i), none ? null : map.getValues().getString(i));
    }
    try {
      return new ObjectMapper().writeValueAsString(sorted);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
