package dev.deltaenrich.splice;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.apache.hadoop.fs.ParentNotDirectoryException;
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
      makeFolder(target.getParent());
      channel =
          FileChannel.open(
              part,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE);
    }
    return channel;
  }

  /** What stands in the way is told as Hadoop's own classes do, whose words users get explained. */
  private static void makeFolder(Path folder) throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (AccessDeniedException e) {
      throw e;
    } catch (FileSystemException e) {
      boolean fileInPath =
          e instanceof FileAlreadyExistsException || "Not a directory".equals(e.getReason());
      throw fileInPath
          ? (IOException) new ParentNotDirectoryException(e.getMessage()).initCause(e)
          : new IOException("Mkdirs failed to create " + folder, e);
    }
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
