package dev.deltaenrich.engine.table;

import dev.deltaenrich.engine.log.DeletionVector;
import java.io.IOException;
import java.io.Serializable;
import java.util.function.LongPredicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.delta.actions.DeletionVectorDescriptor;
import org.apache.spark.sql.delta.deletionvectors.RoaringBitmapArray;
import org.apache.spark.sql.delta.deletionvectors.StoredBitmap;
import org.apache.spark.sql.delta.storage.dv.HadoopFileSystemDVStore;

/** Which rows of a file a deletion vector leaves out, by Delta's own reader of such vectors. */
public final class DeletedRows implements Serializable {
  private static final long serialVersionUID = 1L;

  private final DeletionVectorDescriptor vector;
  private final String tablePath;

  DeletedRows(DeletionVector vector, Path table) {
    this.vector = DeltaActions.vector(vector);
    this.tablePath = table.toString();
  }

  /** Reads the vector; tells of the number of a row, from 0 on, whether the row is left out. */
  public LongPredicate read(Configuration conf) throws IOException {
    RoaringBitmapArray rows =
        StoredBitmap.create(vector, new Path(tablePath)).load(new HadoopFileSystemDVStore(conf));
    return rows::contains;
  }
}
