package dev.deltaenrich.splice;

import java.io.IOException;
import org.apache.hadoop.fs.Path;

/** Assembles files on a local disk, where the kernel copies the prefix. */
public final class LocalAssembler implements Assembler {
  @Override
  public Assembly begin(Path source, long prefix, Path target) throws IOException {
    throw new IOException("not yet");
  }
}
