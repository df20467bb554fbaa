package dev.deltaenrich.services;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PortsTest {
  private static final int SOME = 200;

  /** Prints some ports and keeps them until it is killed. */
  public static final class OtherJvm {
    public static void main(String[] words) throws InterruptedException {
      IntStream.range(0, SOME).forEach(i -> System.out.println(Ports.free()));
      System.out.println("done");
      Thread.sleep(Duration.ofMinutes(1).toMillis());
    }
  }

  @Test
  void noPortIsGivenTwiceHereOrInAnotherJvm() {
    try (ExternalProcess other = otherJvm()) {
      other.await("another JVM", Duration.ofSeconds(30), () -> other.stdout().contains("done"));
      Set<Integer> ports = new HashSet<>();
      other
          .stdout()
          .lines()
          .filter(line -> line.matches("\\d+"))
          .map(Integer::valueOf)
          .forEach(ports::add);
      IntStream.range(0, SOME).forEach(i -> ports.add(Ports.free()));

      assertThat(ports).hasSize(2 * SOME);
    }
  }

  @Test
  void aPortCanBeListenedOn() throws IOException {
    int port = Ports.free();

    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(socket.getLocalPort()).isEqualTo(port);
    }
  }

  private static ExternalProcess otherJvm() {
    return ExternalProcess.command(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                BuiltJars.folder().resolve("test-classes").toString(),
                OtherJvm.class.getName()))
        .start();
  }
}
