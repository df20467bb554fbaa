package dev.deltaenrich.splice;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Assembles files on any Hadoop file system, copying the prefix through this process. */
public final class StreamAssembler implements Assembler {
  private final Configuration conf;

  /**
   * @param conf how to reach source and target
   */
  public StreamAssembler(Configuration conf) {
    this.conf = conf;
  }

  @Override
  public Assembly begin(Path source, long prefix, Path target) throws IOException {
    throw new IOException("not yet " + conf);
  }
}
