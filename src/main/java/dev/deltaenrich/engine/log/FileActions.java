package dev.deltaenrich.engine.log;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Reads a log's actions on files from JSON (Delta PROTOCOL, "Add File and Remove File"). */
final class FileActions {
  private static final Set<String> OTHER_S3_SCHEMES = Set.of("s3", "s3n");

  /** Last parts of paths that no file has. */
  private static final Set<String> NO_FILES = Set.of("", ".", "..");

  private final LogFolder log;
  private Map<String, String> lastTags = Map.of();

  /**
   * @param log the actions' log, whose settings tell what paths without a scheme mean
   */
  FileActions(LogFolder log) {
    this.log = log;
  }

  /**
   * What tells a file of the table from others: its path and its deletion vector.
   *
   * @param path without escapes, so that a remove finds an add that spells it otherwise
   * @param deletionVector the vector's id, or null
   */
  record Key(String path, String deletionVector) {}

  /** The key of an added file. */
  Key key(AddFile file) {
    return key(file.path(), file.deletionVector());
  }

  /** The key of a remove. */
  Key key(JsonNode file) {
    return key(path(file), deletionVector(file.get("deletionVector")));
  }

  private static Key key(String path, Optional<DeletionVector> vector) {
    return new Key(LogPath.unescaped(path), vector.map(DeletionVector::uniqueId).orElse(null));
  }

  /**
   * The active file that an add action makes.
   *
   * @param statistics what is kept of its own
   * @throws UnusableAction when it lacks what every file has
   */
  AddFile added(JsonNode file, KeptStatistics statistics) {
    return new AddFile(
        path(file),
        partitionValues(file),
        ActionFields.required(file, "size"),
        ActionFields.number(file, "modificationTime").orElse(0),
        Optional.ofNullable(statistics.of(file)),
        file.hasNonNull("tags") ? Optional.of(tags(file)) : Optional.empty(),
        deletionVector(file.get("deletionVector")));
  }

  /** Most tags of a file equal those of the file before; equal texts are kept once. */
  private Map<String, String> tags(JsonNode file) {
    Map<String, String> tags = ActionFields.texts(file, "tags");
    tags.replaceAll(
        (name, text) -> Objects.equals(text, lastTags.get(name)) ? lastTags.get(name) : text);
    lastTags = tags;
    return tags;
  }

  /** Spark reads 1.50 and 1e3 as the texts 1.5 and 1000.0, and other readers do not. */
  private static Map<String, String> partitionValues(JsonNode file) {
    for (JsonNode value : file.path("partitionValues")) {
      if (value.isFloatingPointNumber()
          && !value.asText().equals(Double.toString(value.doubleValue()))) {
        throw new UnusableAction(
            "has %s for a partition value, which readers take for different texts"
                .formatted(value));
      }
    }
    return ActionFields.texts(file, "partitionValues");
  }

  /**
   * A file's path. An absolute path without a scheme belongs to the default file system, as in
   * Delta.
   *
   * @throws UnusableAction when it is no path of a file
   */
  String path(JsonNode file) {
    String text = ActionFields.text(file.get("path"));
    if (text == null) {
      throw new UnusableAction("names a file without a path");
    }
    return LogPath.isPlain(text) ? text : path(text);
  }

  private String path(String text) {
    Path path;
    try {
      path = new Path(withClient(LogPath.uri(text)));
    } catch (IllegalArgumentException e) {
      throw new UnusableAction(
          "names a file '%s', whose path is no URI (%s)".formatted(text, e.getMessage()));
    }
    if (NO_FILES.contains(path.getName())) {
      throw new UnusableAction("names a file '%s', which is a folder".formatted(text));
    }
    if (!path.isAbsoluteAndSchemeAuthorityNull()) {
      return path.toUri().toString();
    }
    return path.makeQualified(FileSystem.getDefaultUri(log.conf()), null).toUri().toString();
  }

  /** S3A also reads paths with the schemes of other S3 clients. */
  private URI withClient(URI uri) {
    boolean asS3a =
        OTHER_S3_SCHEMES.contains(String.valueOf(uri.getScheme()))
            && log.conf().get("fs.%s.impl".formatted(uri.getScheme())) == null;
    return asS3a ? URI.create("s3a:" + uri.getRawSchemeSpecificPart()) : uri;
  }

  private Optional<DeletionVector> deletionVector(JsonNode vector) {
    if (vector == null || vector.isNull()) {
      return Optional.empty();
    }
    String storage = ActionFields.text(vector.get("storageType"));
    String place = ActionFields.text(vector.get("pathOrInlineDv"));
    if (storage == null || place == null) {
      throw new UnusableAction("has a deletion vector without its place");
    }
    return Optional.of(
        new DeletionVector(
            storage,
            storage.equals("p") ? path(place) : place,
            vector.hasNonNull("offset")
                ? OptionalInt.of(ActionFields.requiredInt(vector, "offset"))
                : OptionalInt.empty(),
            ActionFields.requiredInt(vector, "sizeInBytes"),
            ActionFields.required(vector, "cardinality")));
  }
}
