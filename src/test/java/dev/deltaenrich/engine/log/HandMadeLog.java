package dev.deltaenrich.engine.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A log written line by line, as programs other than Delta write them. */
public final class HandMadeLog {
  static final String PROTOCOL = "{\"protocol\":{\"minReaderVersion\":1,\"minWriterVersion\":2}}";

  private final Path folder;

  /** The log of the table in that folder, which is made. */
  public HandMadeLog(Path table) throws IOException {
    this.folder = Files.createDirectories(table.resolve("_delta_log"));
  }

  /** Metadata of a table of these columns: pairs of a name and the JSON of a type. */
  public static String metadata(String partitionColumns, String... columns) {
    StringBuilder fields = new StringBuilder();
    for (int i = 0; i < columns.length; i += 2) {
      fields
          .append(i == 0 ? "" : ",")
          .append("{'name':'%s','type':%s".formatted(columns[i], columns[i + 1]))
          .append(",'nullable':true,'metadata':{}}");
    }
    String schema = "{'type':'struct','fields':[%s]}".formatted(fields).replace('\'', '"');
    return metadataWith("\"" + schema.replace("\"", "\\\"") + "\"", partitionColumns);
  }

  /** Metadata with a schema of this JSON. */
  static String metadataWith(String schemaString, String partitionColumns) {
    return ("{'metaData':{'id':'x','format':{'provider':'parquet','options':{}},'schemaString':SCHEMA,"
            + "'partitionColumns':PARTITIONS,'configuration':{},'createdTime':0}}")
        .replace('\'', '"')
        .replace("SCHEMA", schemaString)
        .replace("PARTITIONS", partitionColumns);
  }

  /** An added file without partition values or statistics. */
  static String added(String path) {
    return added(path, "'partitionValues':{},'size':7");
  }

  /** An added file with these fields of JSON, in single quotes. */
  public static String added(String path, String fields) {
    return "{'add':{'path':\"%s\",%s,'modificationTime':1,'dataChange':true}}"
        .formatted(path, fields)
        .replace('\'', '"');
  }

  static String removed(String path) {
    return "{\"remove\":{\"path\":\"%s\",\"deletionTimestamp\":1,\"dataChange\":true}}"
        .formatted(path);
  }

  /** Writes the entry of a version. */
  public void commit(long version, List<String> lines) throws IOException {
    file("%020d.json".formatted(version), String.join("\n", lines) + "\n");
  }

  void file(String name, String content) throws IOException {
    Files.writeString(folder.resolve(name), content);
  }
}
