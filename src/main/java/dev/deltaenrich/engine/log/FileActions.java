package dev.deltaenrich.engine.log;

import com.fasterxml.jackson.databind.JsonNode;
import dev.deltaenrich.engine.ScalaInterop;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.DeletionVectorDescriptor;
import scala.Option;

/** The log's words for files, from JSON (Delta PROTOCOL, "Add File and Remove File"). */
final class FileActions {
  private final LogFolder log;

  /**
   * @param log the log that they are of, to which paths without a scheme and failures belong
   */
  FileActions(LogFolder log) {
    this.log = log;
  }

  /**
   * What tells a file of the table from others: its path and its deletion vector.
   *
   * @param path a text, or where that has escapes a URI, of which two spellings of one are equal
   * @param deletionVector the vector's id, or null
   */
  record Key(Object path, String deletionVector) {}

  /** The key of an added file. */
  Key key(AddFile file) {
    return key(file.path(), file.deletionVector());
  }

  /** The key of a remove. */
  Key key(JsonNode file) {
    return key(path(file), deletionVector(file.get("deletionVector")));
  }

  private Key key(String path, DeletionVectorDescriptor vector) {
    return new Key(
        LogPath.isPlain(path) ? path : uri(path), vector == null ? null : vector.uniqueId());
  }

  /**
   * An added file that is active, which is no change of data any more.
   *
   * @param statistics what is kept of its own
   */
  AddFile added(JsonNode file, KeptStatistics statistics) {
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
  String path(JsonNode file) {
    String text = file.path("path").asText();
    if (LogPath.isPlain(text)) {
      return text;
    }
    Path path = new Path(uri(text));
    if (!path.isAbsoluteAndSchemeAuthorityNull()) {
      return path.toUri().toString();
    }
    return path.makeQualified(FileSystem.getDefaultUri(log.conf()), null).toUri().toString();
  }

  private URI uri(String path) {
    try {
      return new URI(path);
    } catch (URISyntaxException e) {
      throw log.broken("it names a file '%s' whose path is no URI".formatted(path), e);
    }
  }

  private static Map<String, String> texts(JsonNode object) {
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
