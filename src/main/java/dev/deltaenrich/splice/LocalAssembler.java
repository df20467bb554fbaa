package dev.deltaenrich.splice;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import org.apache.hadoop.fs.Path;

/**
 * Assembles files on a local disk, where the kernel copies the prefix. A file is written beside its
 * target, as {@code <name>.part}, and then renamed, so that it is never seen in part. A process
 * that is killed leaves the part.
 *
 * <p>Files have no checksum file of Hadoop's beside them, as if written without; one that stands
 * there for a former file of the same name is deleted.
 */
public final class LocalAssembler implements Assembler {
  /** What the name of an unfinished file ends with. */
  public static final String PART = ".part";

  @Override
  public Assembly begin(Path source, long prefix, Path target) {
    return new LocalAssembly(local(source), prefix, local(target));
  }

  private static java.nio.file.Path local(Path path) {
    return java.nio.file.Path.of(path.toUri().getPath());
  }

  @Override
  public boolean copies(Path source, long prefix, Path target) {
    return true;
  }

  @Override
  public NewFile create(Path target) {
    return new LocalFile(local(target));
  }

  private static final class LocalAssembly implements Assembly {
    private final java.nio.file.Path source;
    private final long prefix;
    private final LocalFile file;

    LocalAssembly(java.nio.file.Path source, long prefix, java.nio.file.Path target) {
      this.source = source;
      this.prefix = prefix;
      this.file = new LocalFile(target);
    }

    @Override
    public AssembledFile finish(ByteBuffer tail) throws IOException {
      try (FileChannel in = FileChannel.open(source, StandardOpenOption.READ)) {
        copy(in, file.channel());
      }
      file.write(tail.duplicate());
      return file.finish();
    }

    private void copy(FileChannel in, FileChannel out) throws IOException {
      long copied = 0;
      while (copied < prefix) {
        long more = in.transferTo(copied, prefix - copied, out);
        if (more <= 0) {
          throw new IOException("%s ends after %d of %d bytes".formatted(source, copied, prefix));
        }
        copied += more;
      }
    }

    @Override
    public void close() {
      file.close();
    }
  }
}
