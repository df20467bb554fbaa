package dev.deltaenrich.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/** Passes connections on to another port of this machine and counts what comes back. */
final class CountingRelay implements AutoCloseable {
  private final ServerSocket server;
  private final int target;
  private final AtomicLong received = new AtomicLong();

  private CountingRelay(ServerSocket server, int target) {
    this.server = server;
    this.target = target;
  }

  static CountingRelay to(int target) throws IOException {
    CountingRelay relay =
        new CountingRelay(new ServerSocket(0, 10, InetAddress.getLoopbackAddress()), target);
    start(relay::accept);
    return relay;
  }

  int port() {
    return server.getLocalPort();
  }

  /** Bytes the target has answered so far. */
  long received() {
    return received.get();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = server.accept();
      Socket there = new Socket(InetAddress.getLoopbackAddress(), target);
      start(() -> copy(client, there, new AtomicLong()));
      start(() -> copy(there, client, received));
    }
  }

  private static void copy(Socket from, Socket to, AtomicLong count) throws IOException {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[1 << 16];
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        count.addAndGet(length);
        out.write(buffer, 0, length);
        out.flush();
      }
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
