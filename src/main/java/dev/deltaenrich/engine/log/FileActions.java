package dev.deltaenrich.engine.log;

import com.fasterxml.jackson.databind.JsonNode;
import dev.deltaenrich.engine.ScalaInterop;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.DeletionVectorDescriptor;
import scala.Option;

/**
 * The log's words for files, from JSON (Delta PROTOCOL, "Add File and Remove File"). One object
 * serves one log: texts that many files share are kept once. Not thread-safe.
 */
final class FileActions {
  private final Configuration conf;
  private final Map<String, String> shared = new HashMap<>();

  FileActions(Configuration conf) {
    this.conf = conf;
  }

  /**
   * What tells a file of the table from others: its path and its deletion vector.
   *
   * @param path as a URI; two spellings of one escape are equal
   * @param deletionVector the vector's id, or null
   */
  record Key(URI path, String deletionVector) {}

  /** The key of an add or a remove. */
  Key key(JsonNode file) throws URISyntaxException {
    DeletionVectorDescriptor vector = deletionVector(file.get("deletionVector"));
    return new Key(new URI(canonical(file)), vector == null ? null : vector.uniqueId());
  }

  /** An added file that is active, which is no change of data any more. */
  AddFile added(JsonNode file) throws URISyntaxException {
    return new AddFile(
        canonical(file),
        ScalaInterop.map(texts(file.path("partitionValues"))),
        file.path("size").asLong(),
        file.path("modificationTime").asLong(),
        false,
        file.path("stats").textValue(),
        file.path("tags").isObject() ? ScalaInterop.map(texts(file.get("tags"))) : null,
        deletionVector(file.get("deletionVector")));
  }

  /** An absolute path without a scheme belongs to the default file system, as Delta has it. */
  private String canonical(JsonNode file) throws URISyntaxException {
    Path path = new Path(new URI(file.path("path").asText()));
    if (!path.isAbsoluteAndSchemeAuthorityNull()) {
      return path.toUri().toString();
    }
    return path.makeQualified(FileSystem.getDefaultUri(conf), null).toUri().toString();
  }

  private Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new LinkedHashMap<>();
    object
        .fields()
        .forEachRemaining(
            field -> texts.put(shared(field.getKey()), shared(field.getValue().textValue())));
    return texts;
  }

  private String shared(String text) {
    return text == null ? null : shared.computeIfAbsent(text, same -> same);
  }

  private static DeletionVectorDescriptor deletionVector(JsonNode vector) {
    if (vector == null || !vector.isObject()) {
      return null;
    }
    return new DeletionVectorDescriptor(
        vector.path("storageType").asText(),
        vector.path("pathOrInlineDv").asText(),
        vector.path("offset").isNumber()
            ? Option.apply((Object) vector.get("offset").asInt())
            : Option.empty(),
        vector.path("sizeInBytes").asInt(),
        vector.path("cardinality").asLong(),
        Option.empty());
  }
}
