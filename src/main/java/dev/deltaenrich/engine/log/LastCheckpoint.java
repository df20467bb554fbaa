package dev.deltaenrich.engine.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.OptionalLong;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/**
 * The pointer to a log's newest checkpoint (Delta PROTOCOL, "Last Checkpoint File"). It saves
 * listing what is older, and is no more than a hint: it may be missing, torn or wrong.
 */
final class LastCheckpoint {
  private static final String NAME = "_last_checkpoint";

  private LastCheckpoint() {}

  /** The version of the checkpoint that it names; empty when it is of no use. */
  static OptionalLong version(LogFolder log) throws IOException {
    Path pointer = new Path(log.path(), NAME);
    try (FSDataInputStream in = pointer.getFileSystem(log.conf()).open(pointer)) {
      return version(in.readAllBytes());
    } catch (FileNotFoundException | ChecksumException e) {
      return OptionalLong.empty();
    }
  }

  private static OptionalLong version(byte[] pointer) {
    try {
      JsonNode version = new ObjectMapper().readTree(pointer).path("version");
      return version.canConvertToLong() && version.longValue() >= 0
          ? OptionalLong.of(version.longValue())
          : OptionalLong.empty();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  /** Points to a checkpoint. */
  static void write(LogFolder log, long version, long actions, long bytes, long files)
      throws IOException {
    ObjectNode pointer = JsonNodeFactory.instance.objectNode();
    pointer.put("version", version);
    pointer.put("size", actions);
    pointer.put("sizeInBytes", bytes);
    pointer.put("numOfAddFiles", files);
    log.overwrite(NAME, pointer.toString());
  }
}
