package dev.deltaenrich.services;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/**
 * TCP ports of the loopback address, for programs that must be told one. They are below the ports
 * that the kernel gives out, and no two JVMs that run tests get the same one.
 */
public final class Ports {
  private static final int FIRST = 20_000;
  private static final int END = 32_000;

  /** A lock of the byte at a port's number claims the port; the locks end with the JVM. */
  private static final Path CLAIMS =
      Path.of(
          System.getProperty("java.io.tmpdir"),
          "delta-enrich-ports-" + System.getProperty("user.name"));

  private static final Random RANDOM = new Random();
  private static final Set<Integer> GIVEN = new HashSet<>();
  private static FileChannel claims;

  private Ports() {}

  /** A port that nobody listens on, and that nobody else is given while this JVM runs. */
  public static synchronized int free() {
    try {
      while (true) {
        int port = RANDOM.nextInt(FIRST, END);
        if (GIVEN.add(port) && claimed(port) && isFree(port)) {
          return port;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean claimed(int port) throws IOException {
    if (claims == null) {
      claims = FileChannel.open(CLAIMS, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }
    return claims.tryLock(port, 1, false) != null;
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
