package dev.deltaenrich.engine;

import dev.deltaenrich.splice.Assembler;
import dev.deltaenrich.splice.Assembly;
import dev.deltaenrich.splice.LocalAssembler;
import dev.deltaenrich.splice.NewFile;
import dev.deltaenrich.splice.StreamAssembler;
import dev.deltaenrich.store.ObjectStore;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * Assembles each file in the way its file systems allow: the store copies, the kernel copies, or
 * this process does. Needs hadoop-aws for s3a paths only. Thread-safe.
 */
public final class Assemblers implements Assembler {
  private final Configuration conf;
  private final Assembler local = new LocalAssembler();
  private final Assembler streaming;

  /**
   * @param conf how to reach sources and targets
   */
  public Assemblers(Configuration conf) {
    this.conf = conf;
    this.streaming = new StreamAssembler(conf);
  }

  @Override
  public Assembly begin(Path source, long prefix, Path target) throws IOException {
    return of(source.getFileSystem(conf), target.getFileSystem(conf)).begin(source, prefix, target);
  }

  @Override
  public boolean copies(Path source, long prefix, Path target) throws IOException {
    return of(source.getFileSystem(conf), target.getFileSystem(conf))
        .copies(source, prefix, target);
  }

  @Override
  public NewFile create(Path target) throws IOException {
    FileSystem to = target.getFileSystem(conf);
    return of(to, to).create(target);
  }

  Assembler of(FileSystem from, FileSystem to) {
    if (ObjectStore.isOf(from) && ObjectStore.isOf(to)) {
      return new S3Assembler(conf, streaming, CopyRange.PART_BYTES);
    }
    return isLocal(from) && isLocal(to) ? local : streaming;
  }

  /** Not what is built on them: it does more than its files show. */
  private static boolean isLocal(FileSystem fileSystem) {
    return fileSystem.getClass() == LocalFileSystem.class
        || fileSystem.getClass() == RawLocalFileSystem.class;
  }
}
