package dev.deltaenrich.splice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.IOUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every assembler promises; the local disk is both a store and Hadoop's file system here. */
class AssemblerTest {
  private static final int PREFIX = 5_000_000;

  @TempDir java.nio.file.Path folder;
  private final byte[] bytes = new byte[PREFIX + 1_000];
  private Path source;
  private Path target;

  @BeforeEach
  void write() throws IOException {
    new Random(5).nextBytes(bytes);
    Files.write(folder.resolve("source"), bytes);
    source = new Path(folder.resolve("source").toUri());
    target = new Path(folder.resolve("below").resolve("date=2024-01-01").resolve("target").toUri());
  }

  static Stream<Assembler> assemblers() {
    return Stream.of(new LocalAssembler(), new StreamAssembler(RawFile.CONF));
  }

  private static ByteBuffer tail() {
    byte[] tail = new byte[3_000_000];
    new Random(6).nextBytes(tail);
    return ByteBuffer.wrap(tail, 7, tail.length - 7).asReadOnlyBuffer();
  }

  private List<String> names(Path file) throws IOException {
    java.nio.file.Path parent = Spliced.local(file).getParent();
    if (!Files.exists(parent)) {
      return List.of();
    }
    try (Stream<java.nio.file.Path> files = Files.list(parent)) {
      return files
          .map(path -> path.getFileName().toString())
          .filter(name -> !name.endsWith(".crc"))
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("assemblers")
  void fileIsPrefixAndTail(Assembler assembler) throws IOException {
    ByteBuffer tail = tail();
    byte[] expected = Arrays.copyOf(bytes, PREFIX + tail.remaining());
    tail.duplicate().get(expected, PREFIX, tail.remaining());

    AssembledFile assembled;
    try (Assembly assembly = assembler.begin(source, PREFIX, target)) {
      assembled = assembly.finish(tail);
    }

    assertThat(Spliced.local(target)).hasBinaryContent(expected);
    assertThat(assembled.bytes()).isEqualTo(expected.length);
    assertThat(assembled.modificationTime())
        .isEqualTo(target.getFileSystem(RawFile.CONF).getFileStatus(target).getModificationTime());
    assertThat(names(target)).containsExactly("target");
  }

  @ParameterizedTest
  @MethodSource("assemblers")
  void nothingIsLeftOfAFileThatWasAbandoned(Assembler assembler) throws IOException {
    assembler.begin(source, PREFIX, target).close();

    assertThat(names(target)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("assemblers")
  void nothingIsLeftWhenTheSourceEndsTooEarly(Assembler assembler) throws IOException {
    try (Assembly assembly = assembler.begin(source, PREFIX * 2L, target)) {
      assertThatThrownBy(() -> assembly.finish(tail()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("source ends");
    }

    assertThat(names(target)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("assemblers")
  void nothingIsLeftWhenThereIsNoSource(Assembler assembler) throws IOException {
    Path none = new Path(source + "-none");
    assertThatThrownBy(
            () -> {
              try (Assembly assembly = assembler.begin(none, PREFIX, target)) {
                assembly.finish(tail());
              }
            })
        .isInstanceOf(IOException.class)
        .hasMessageContaining("source-none");

    assertThat(names(target)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("assemblers")
  void checksumFileOfAFormerFileDoesNotStand(Assembler assembler) throws IOException {
    FileSystem fileSystem = target.getFileSystem(RawFile.CONF);
    try (FSDataOutputStream former = fileSystem.create(target)) {
      former.writeUTF("of another content");
    }

    try (Assembly assembly = assembler.begin(source, PREFIX, target)) {
      assembly.finish(tail());
    }

    try (FSDataInputStream in = fileSystem.open(target)) {
      byte[] read = new byte[PREFIX];
      IOUtils.readFully(in, read, 0, PREFIX);
      assertThat(Arrays.mismatch(read, bytes)).isEqualTo(PREFIX);
    }
  }

  @Test
  void fileIsNotSeenInPart() throws IOException {
    try (Assembly assembly = new LocalAssembler().begin(source, PREFIX, target)) {
      Files.createDirectories(Spliced.local(target));

      assertThatThrownBy(() -> assembly.finish(tail())).isInstanceOf(IOException.class);
      assertThat(names(target)).containsExactlyInAnyOrder("target", "target.part");
    }

    assertThat(names(target)).containsExactly("target");
  }
}
