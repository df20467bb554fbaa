package dev.deltaenrich.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.splice.Assembler;
import dev.deltaenrich.splice.LocalAssembler;
import dev.deltaenrich.splice.StreamAssembler;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.junit.jupiter.api.Test;

class AssemblersTest {
  private final Assemblers assemblers = new Assemblers(new Configuration());

  private Assembler chosen(FileSystem from, FileSystem to) {
    return assemblers.of(from, to);
  }

  @Test
  void theStoreCopiesWithinS3() {
    assertThat(chosen(new S3AFileSystem(), new S3AFileSystem())).isInstanceOf(S3Assembler.class);
  }

  @Test
  void theKernelCopiesOnALocalDisk() {
    assertThat(chosen(new LocalFileSystem(), new RawLocalFileSystem()))
        .isInstanceOf(LocalAssembler.class);
  }

  @Test
  void everythingElseIsStreamed() {
    assertThat(chosen(new LocalFileSystem(), new S3AFileSystem()))
        .isInstanceOf(StreamAssembler.class);
    assertThat(chosen(new S3AFileSystem(), new LocalFileSystem()))
        .isInstanceOf(StreamAssembler.class);
  }

  /** A file system made of the local one may encrypt, count or refuse. */
  @Test
  void whatIsBuiltOnALocalDiskIsNoLocalDisk() {
    FileSystem built = new LocalFileSystem() {};

    assertThat(chosen(built, new LocalFileSystem())).isInstanceOf(StreamAssembler.class);
  }
}
