package dev.deltaenrich.splice;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A new file on a local disk, see {@link LocalAssembler}. */
final class LocalFile implements NewFile {
  private static final Logger LOG = LoggerFactory.getLogger(LocalFile.class);

  private final Path target;
  private final Path part;
  private FileChannel channel;

  LocalFile(Path target) {
    this.target = target;
    this.part = target.resolveSibling(target.getFileName() + LocalAssembler.PART);
  }

  /** Where the bytes go; makes the part and the folder for it the first time. */
  FileChannel channel() throws IOException {
    if (channel == null) {
      Files.createDirectories(target.getParent());
      channel =
          FileChannel.open(
              part,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE);
    }
    return channel;
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel().write(bytes);
    }
  }

  @Override
  public AssembledFile finish() throws IOException {
    long bytes = channel().position();
    channel.close();
    Files.deleteIfExists(target.resolveSibling("." + target.getFileName() + ".crc"));
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    return new AssembledFile(bytes, Files.getLastModifiedTime(target).toMillis());
  }

  @Override
  public void close() {
    try {
      if (channel != null) {
        channel.close();
      }
      Files.deleteIfExists(part);
    } catch (IOException e) {
      LOG.warn("Cannot delete the unfinished {}: {}", part, e.toString());
    }
  }
}
