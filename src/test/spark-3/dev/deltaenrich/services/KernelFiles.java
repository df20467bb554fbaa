package dev.deltaenrich.services;

import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.data.ScanStateRow;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.util.Optional;

/** What differs between lines of Delta Kernel. */
final class KernelFiles {
  private KernelFiles() {}

  /**
   * The rows that a file of a scan holds.
   *
   * @param state the scan's
   */
  static CloseableIterator<ColumnarBatch> stored(Engine engine, Row state, Row file)
      throws IOException {
    return engine
        .getParquetHandler()
        .readParquetFiles(
            Utils.singletonCloseableIterator(InternalScanFileUtils.getAddFileStatus(file)),
            ScanStateRow.getPhysicalDataReadSchema(engine, state),
            Optional.empty());
  }
}
