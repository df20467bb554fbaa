package dev.deltaenrich.services;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * A web server that gives one answer to everything.
 *
 * @param server the JDK's
 */
public record Answering(HttpServer server) implements AutoCloseable {
  /** One that answers so, whatever it is asked. */
  public static Answering with(int status, String type, String text) throws IOException {
    return start(HttpServer.create(loopback(), 0), status, type, text);
  }

  /** One that shows a certificate and answers nothing much. */
  public static Answering withTls(SelfSigned certificate) throws IOException {
    HttpsServer server = HttpsServer.create(loopback(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(certificate.serverContext()));
    return start(server, 200, "text/plain", "");
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static Answering start(HttpServer server, int status, String type, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/",
        exchange -> {
          boolean head = exchange.getRequestMethod().equals("HEAD");
          exchange.getResponseHeaders().add("Content-Type", type);
          exchange.sendResponseHeaders(status, head ? -1 : bytes.length);
          if (!head) {
            exchange.getResponseBody().write(bytes);
          }
          exchange.close();
        });
    server.start();
    return new Answering(server);
  }

  /** Where it listens. */
  public String endpoint(String scheme) {
    return "%s://127.0.0.1:%d".formatted(scheme, server.getAddress().getPort());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
