package dev.deltaenrich.services;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Passes connections on to another port of this machine, counts what comes back, and lets it come
 * late or not at all. Thread-safe.
 */
public final class Relay implements AutoCloseable {
  private final ServerSocket server;
  private final int target;
  private final AtomicLong received = new AtomicLong();
  private volatile Duration delay = Duration.ZERO;
  private volatile long limit = Long.MAX_VALUE;
  private volatile boolean onlyOnce;

  private Relay(ServerSocket server, int target) {
    this.server = server;
    this.target = target;
  }

  /** One before a port. */
  public static Relay to(int target) {
    try {
      Relay relay = new Relay(new ServerSocket(0, 10, InetAddress.getLoopbackAddress()), target);
      start(relay::accept);
      return relay;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What to give clients instead of the port. */
  public int port() {
    return server.getLocalPort();
  }

  /** Bytes the target has answered so far. */
  public long received() {
    return received.get();
  }

  /** From now on each answer is passed on so much later. */
  public Relay delayAnswers(Duration time) {
    onlyOnce = false;
    delay = time;
    return this;
  }

  /** The next answer is passed on so much later, those after it at once. */
  public Relay delayAnswer(Duration time) {
    delayAnswers(time);
    onlyOnce = true;
    return this;
  }

  /** Once the target has answered so many bytes, connections are cut. */
  public Relay cutAfter(long bytes) {
    limit = bytes;
    return this;
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = server.accept();
      Socket there = new Socket(InetAddress.getLoopbackAddress(), target);
      start(() -> ask(client, there));
      start(() -> answer(there, client));
    }
  }

  private static void ask(Socket client, Socket there) throws IOException {
    try (client;
        there) {
      client.getInputStream().transferTo(there.getOutputStream());
    }
  }

  private void answer(Socket there, Socket client) throws IOException {
    try (there;
        client) {
      InputStream in = there.getInputStream();
      OutputStream out = client.getOutputStream();
      byte[] buffer = new byte[1 << 16];
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        if (received.addAndGet(length) > limit) {
          return;
        }
        sleep(delay);
        if (onlyOnce) {
          delay = Duration.ZERO;
        }
        out.write(buffer, 0, length);
        out.flush();
      }
    }
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void start(Copying task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException e) {
                // One side closed the connection: there is nothing more to pass on.
              }
            },
            "relay");
    thread.setDaemon(true);
    thread.start();
  }

  private interface Copying {
    void run() throws IOException;
  }
}
