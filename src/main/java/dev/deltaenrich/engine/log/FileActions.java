package dev.deltaenrich.engine.log;

import com.fasterxml.jackson.databind.JsonNode;
import dev.deltaenrich.engine.ScalaInterop;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.DeletionVectorDescriptor;
import scala.Option;

/** The log's words for files, from JSON (Delta PROTOCOL, "Add File and Remove File"). */
final class FileActions {
  private final Configuration conf;

  FileActions(Configuration conf) {
    this.conf = conf;
  }

  /**
   * What tells a file of the table from others: its path and its deletion vector.
   *
   * @param path a text, or where that has escapes a URI, of which two spellings of one are equal
   * @param deletionVector the vector's id, or null
   */
  record Key(Object path, String deletionVector) {}

  /** The key of an add or a remove. */
  Key key(JsonNode file) throws URISyntaxException {
    DeletionVectorDescriptor vector = deletionVector(file.get("deletionVector"));
    String path = path(file);
    return new Key(
        LogPath.isPlain(path) ? path : new URI(path), vector == null ? null : vector.uniqueId());
  }

  /**
   * An added file that is active, which is no change of data any more.
   *
   * @param statistics what is kept of its own
   */
  AddFile added(JsonNode file, KeptStatistics statistics) throws URISyntaxException {
    return new AddFile(
        path(file),
        ScalaInterop.map(texts(file.path("partitionValues"))),
        file.path("size").asLong(),
        file.path("modificationTime").asLong(),
        false,
        statistics.of(file),
        file.path("tags").isObject() ? ScalaInterop.map(texts(file.get("tags"))) : null,
        deletionVector(file.get("deletionVector")));
  }

  /**
   * Its path; one that is absolute and without a scheme is of the default file system, as Delta has
   * it.
   */
  String path(JsonNode file) throws URISyntaxException {
    String text = file.path("path").asText();
    if (LogPath.isPlain(text)) {
      return text;
    }
    Path path = new Path(new URI(text));
    if (!path.isAbsoluteAndSchemeAuthorityNull()) {
      return path.toUri().toString();
    }
    return path.makeQualified(FileSystem.getDefaultUri(conf), null).toUri().toString();
  }

  private Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new LinkedHashMap<>();
    object
        .fields()
        .forEachRemaining(field -> texts.put(field.getKey(), field.getValue().textValue()));
    return texts;
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
