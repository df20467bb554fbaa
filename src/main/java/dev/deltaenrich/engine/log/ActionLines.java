package dev.deltaenrich.engine.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Actions as lines of a log entry (Delta PROTOCOL, "Actions"); the same JSON as Delta's own actions
 * give, without the second that Delta's JSON mapper and its table of operations take to load.
 */
public final class ActionLines {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private ActionLines() {}

  /** The line that adds a file, as a change of data. */
  public static String added(AddFile file) {
    return action("add", active(file).put("dataChange", true)).toString();
  }

  /** The line that describes an active file anew, as no change of data. */
  public static String described(AddFile file) {
    return action("add", active(file)).toString();
  }

  /** An active file, as checkpoints name it: no change of data. */
  static ObjectNode active(AddFile file) {
    ObjectNode add = NODES.objectNode();
    add.put("path", file.path());
    add.set("partitionValues", texts(file.partitionValues()));
    add.put("size", file.size());
    add.put("modificationTime", file.modificationTime());
    add.put("dataChange", false);
    file.statistics().ifPresent(text -> add.put("stats", text));
    putTagsAndVector(add, file);
    return add;
  }

  /**
   * The line that removes an active file, as a change of data.
   *
   * @param time when, in milliseconds since 1970
   */
  public static String removed(AddFile file, long time) {
    ObjectNode remove = NODES.objectNode();
    remove.put("path", file.path());
    remove.put("deletionTimestamp", time);
    remove.put("dataChange", true);
    remove.put("extendedFileMetadata", true);
    // Delta's own lines leave nulls out here, though not where the file was added.
    Map<String, String> partition = new HashMap<>(file.partitionValues());
    partition.values().removeIf(Objects::isNull);
    remove.set("partitionValues", texts(partition));
    remove.put("size", file.size());
    putTagsAndVector(remove, file);
    return action("remove", remove).toString();
  }

  /** The line with a commit's own description. */
  public static String info(CommitDescription commit) {
    ObjectNode parameters = NODES.objectNode();
    parameters.put("mode", commit.mode());
    parameters.put("partitionBy", partitionBy(commit));
    ObjectNode info = NODES.objectNode();
    info.put("timestamp", commit.time().toEpochMilli());
    info.put("operation", "WRITE");
    info.set("operationParameters", parameters);
    if (commit.readVersion() >= 0) {
      info.put("readVersion", commit.readVersion());
    }
    info.put("isolationLevel", "Serializable");
    // Not even where it only adds: what it adds depends on the files that were there.
    info.put("isBlindAppend", false);
    info.set("operationMetrics", texts(commit.metrics()));
    commit.userMetadata().ifPresent(text -> info.put("userMetadata", text));
    info.put(
        "engineInfo",
        "Apache-Spark/%s Delta-Lake/%s"
            .formatted(
                org.apache.spark.package$.MODULE$.SPARK_VERSION(),
                io.delta.package$.MODULE$.VERSION()));
    info.put("txnId", commit.transaction());
    return action("commitInfo", info).toString();
  }

  /** The line that says what a table asks of its readers and writers. */
  public static String protocol(Protocol protocol) {
    return action("protocol", json(protocol)).toString();
  }

  static ObjectNode json(Protocol protocol) {
    ObjectNode node = NODES.objectNode();
    node.put("minReaderVersion", protocol.minReaderVersion());
    node.put("minWriterVersion", protocol.minWriterVersion());
    protocol.readerFeatures().ifPresent(names -> putNames(node, "readerFeatures", names));
    protocol.writerFeatures().ifPresent(names -> putNames(node, "writerFeatures", names));
    return node;
  }

  private static void putNames(ObjectNode node, String field, Set<String> names) {
    ArrayNode array = node.putArray(field);
    new TreeSet<>(names).forEach(array::add);
  }

  /** The line that gives a table its columns and properties. */
  public static String metadata(Metadata metadata) {
    return action("metaData", json(metadata)).toString();
  }

  static ObjectNode json(Metadata metadata) {
    ObjectNode node = NODES.objectNode();
    node.put("id", metadata.id());
    metadata.name().ifPresent(name -> node.put("name", name));
    metadata.description().ifPresent(text -> node.put("description", text));
    ObjectNode format = node.putObject("format");
    format.put("provider", metadata.format().provider());
    format.set("options", texts(metadata.format().options()));
    node.put("schemaString", metadata.schemaString());
    ArrayNode partitionColumns = node.putArray("partitionColumns");
    metadata.partitionColumns().forEach(partitionColumns::add);
    node.set("configuration", texts(metadata.configuration()));
    metadata.createdTime().ifPresent(time -> node.put("createdTime", time));
    return node;
  }

  /** A JSON array as a text, which is the form in Delta's histories. */
  private static String partitionBy(CommitDescription commit) {
    ArrayNode columns = NODES.arrayNode();
    commit.partitionColumns().forEach(columns::add);
    return columns.toString();
  }

  private static void putTagsAndVector(ObjectNode action, AddFile file) {
    file.tags().ifPresent(tags -> action.set("tags", texts(tags)));
    file.deletionVector()
        .ifPresent(
            vector -> {
              ObjectNode node = action.putObject("deletionVector");
              node.put("storageType", vector.storageType());
              node.put("pathOrInlineDv", vector.place());
              vector.offset().ifPresent(offset -> node.put("offset", offset));
              node.put("sizeInBytes", vector.sizeInBytes());
              node.put("cardinality", vector.cardinality());
            });
  }

  private static ObjectNode texts(Map<String, String> map) {
    ObjectNode node = NODES.objectNode();
    map.forEach(node::put);
    return node;
  }

  /** An object whose one field is the kind. */
  static ObjectNode action(String kind, JsonNode action) {
    return NODES.objectNode().set(kind, action);
  }
}
