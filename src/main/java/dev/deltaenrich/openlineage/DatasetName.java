package dev.deltaenrich.openlineage;

import dev.deltaenrich.config.LookupSettings;
import dev.deltaenrich.source.SqlIdentifier;
import io.openlineage.client.utils.DatasetIdentifier;
import io.openlineage.client.utils.filesystem.FilesystemDatasetUtils;
import io.openlineage.client.utils.jdbc.JdbcDatasetUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.hadoop.fs.Path;
import org.postgresql.Driver;

/**
 * What OpenLineage calls our tables, so that other programs' events meet ours. See <a
 * href="https://openlineage.io/docs/spec/naming">naming</a>.
 */
final class DatasetName {
  /** Where PostgreSQL looks for a name without a schema, unless someone says otherwise. */
  private static final String USUAL_SCHEMA = "public";

  private DatasetName() {}

  /**
   * A folder: of {@code s3a://bucket/table}, namespace {@code s3://bucket} and name {@code table}.
   */
  static DatasetIdentifier ofFolder(Path folder) {
    return FilesystemDatasetUtils.fromLocation(folder.toUri());
  }

  /**
   * A table of PostgreSQL: namespace {@code postgres://host:port}, name {@code
   * database.schema.table}.
   */
  static DatasetIdentifier ofLookup(LookupSettings lookup) {
    String url = lookup.jdbc().url();
    List<String> parts = new ArrayList<>(SqlIdentifier.parts(lookup.table()));
    if (parts.size() == 1) {
      parts.add(0, schema(url));
    }
    return JdbcDatasetUtils.getDatasetIdentifier(url, parts, new Properties());
  }

  private static String schema(String url) {
    Properties parsed = Driver.parseURL(url, null);
    String path = parsed == null ? "" : parsed.getProperty("currentSchema", "");
    String first = path.split(",", 2)[0].strip();
    return first.isEmpty() ? USUAL_SCHEMA : first;
  }
}
