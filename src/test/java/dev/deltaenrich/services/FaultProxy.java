package dev.deltaenrich.services;

import dev.deltaenrich.services.ProxyFault.After;
import dev.deltaenrich.services.ProxyFault.Answer;
import dev.deltaenrich.services.ProxyFault.Before;
import dev.deltaenrich.services.ProxyFault.Changed;
import dev.deltaenrich.services.ProxyFault.Effect;
import dev.deltaenrich.services.ProxyFault.LoseResponse;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Stands between S3 clients and a store and does to requests what networks do to them, on demand.
 * It passes everything on as it is, {@code Host} included, since that is signed. Thread-safe.
 *
 * <pre>{@code
 * proxy.next(1, request -> request.method().equals("PUT")).loseResponse();
 * }</pre>
 *
 * What is asked for of one request adds up: a delay and a lost response may meet in one. Answers do
 * not; each takes a request of its own.
 */
public final class FaultProxy implements AutoCloseable {
  private static final int EVER = Integer.MAX_VALUE;

  /** A request's time (Amazon S3 API, "Signature Version 4"). */
  private static final String DATE = "x-amz-date";

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'");

  private final InetSocketAddress store;
  private final int port;
  private final List<ProxyFault> faults = new CopyOnWriteArrayList<>();
  private final List<Exchange> exchanges = new CopyOnWriteArrayList<>();
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private ServerSocket server;

  private FaultProxy(InetSocketAddress store) {
    this.store = store;
    this.server = listen(0);
    this.port = server.getLocalPort();
  }

  /**
   * One request and what came of it.
   *
   * @param request what was asked, before any fault
   * @param requestBytes the length of its body, as counted
   * @param status of the answer; {@link #NO_ANSWER} where it was lost
   * @param received the length of the answer's body so far
   */
  public record Exchange(HttpHead request, long requestBytes, int status, AtomicLong received) {
    /** The status of a request whose answer was lost. */
    public static final int NO_ANSWER = 0;

    /** The length of the answer's body, as far as it was passed on. */
    public long responseBytes() {
      return received.get();
    }
  }

  /** Starts one in front of a store that speaks plain HTTP. */
  public static FaultProxy before(String endpoint) {
    URI uri = URI.create(endpoint);
    return new FaultProxy(new InetSocketAddress(uri.getHost(), uri.getPort()));
  }

  /** What to give clients instead of the store's. */
  public String endpoint() {
    return "http://127.0.0.1:" + port;
  }

  /** Begins to say what happens to the next so many requests of a kind. */
  public Faults next(int times, Predicate<HttpHead> matching) {
    return new Faults(times, matching);
  }

  /** Begins to say what happens to all requests of a kind from now on. */
  public Faults all(Predicate<HttpHead> matching) {
    return new Faults(EVER, matching);
  }

  /** What can happen to requests; each method takes effect at once. */
  public final class Faults {
    private final int times;
    private final Predicate<HttpHead> matching;

    private Faults(int times, Predicate<HttpHead> matching) {
      this.times = times;
      this.matching = matching;
    }

    /** The store does what it is asked; nobody hears of it. The connection is cut. */
    public void loseResponse() {
      add(new LoseResponse());
    }

    /** The store is not asked; the client gets an error as S3 writes it. */
    public void answer(int status, String code) {
      add(new Answer(status, code));
    }

    /** The store hears of it later. */
    public void delay(Duration time) {
      add(new Before(request -> sleep(time)));
    }

    /** Something else happens first; the request waits for it. */
    public void runBefore(Consumer<HttpHead> action) {
      add(new Before(action));
    }

    /** Something else happens when the store is done; the response waits for it. */
    public void runAfter(Consumer<HttpHead> action) {
      add(new After(action));
    }

    private void add(Effect effect) {
      faults.add(new ProxyFault(matching, new AtomicInteger(times), effect));
    }
  }

  /**
   * From now on as if the clients' clocks were wrong: requests say another time. A store looks at
   * that before it looks at the signature, which the time is part of.
   *
   * @param ahead how much later the clients take it to be
   */
  public void shiftClock(Duration ahead) {
    all(request -> request.header(DATE).isPresent()).add(new Changed(it -> shifted(it, ahead)));
  }

  private static HttpHead shifted(HttpHead request, Duration ahead) {
    LocalDateTime said = LocalDateTime.parse(request.header(DATE).orElseThrow(), TIME);
    return request.without(DATE).with(DATE + ": " + TIME.format(said.plus(ahead)));
  }

  /** All that passed since the start or the last {@link #forget}, in the order of the answers. */
  public List<Exchange> exchanges() {
    return List.copyOf(exchanges);
  }

  /** The exchanges of one kind. */
  public List<Exchange> exchanges(Predicate<HttpHead> matching) {
    return exchanges.stream().filter(exchange -> matching.test(exchange.request())).toList();
  }

  /** Ends all faults and forgets all exchanges. */
  public void forget() {
    faults.clear();
    exchanges.clear();
  }

  /** From now on as if nobody listened there; open connections are cut. */
  public synchronized void refuseConnections() {
    closeQuietly(server);
    connections.forEach(FaultProxy::closeQuietly);
  }

  /** Listens again, at the same port. */
  public synchronized void acceptConnections() {
    if (server.isClosed()) {
      server = listen(port);
    }
  }

  @Override
  public void close() {
    refuseConnections();
  }

  private ServerSocket listen(int wanted) {
    try {
      ServerSocket socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), 200);
      start(() -> accept(socket));
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept(ServerSocket socket) throws IOException {
    while (true) {
      Socket client = socket.accept();
      client.setTcpNoDelay(true);
      if (!admitted(client, socket)) {
        return;
      }
      start(() -> serve(client));
    }
  }

  /** A server that was closed while it waited may still accept one connection. */
  private synchronized boolean admitted(Socket client, ServerSocket socket) {
    if (socket.isClosed()) {
      closeQuietly(client);
      return false;
    }
    connections.add(client);
    return true;
  }

  private void serve(Socket client) throws IOException {
    try (client) {
      InputStream in = new BufferedInputStream(client.getInputStream());
      OutputStream out = client.getOutputStream();
      for (var head = HttpHead.read(in); head.isPresent(); head = HttpHead.read(in)) {
        if (!exchange(head.get(), in, out)) {
          return;
        }
      }
    } finally {
      connections.remove(client);
    }
  }

  /** Returns whether the connection can go on. */
  private boolean exchange(HttpHead request, InputStream in, OutputStream out) throws IOException {
    List<Effect> effects = effects(request);
    if (request.header("Expect").isPresent()) {
      out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
    }
    HttpHead passed = request.without("Expect").without("Connection").with("Connection: close");
    for (Effect effect : effects) {
      if (effect instanceof Before before) {
        before.action().accept(request);
      } else if (effect instanceof Answer answer) {
        AtomicLong sent = new AtomicLong();
        request.copyRequestBody(in, OutputStream.nullOutputStream(), sent);
        record(request, sent, answer.status());
        write(answer, request, out);
        return true;
      } else if (effect instanceof Changed changed) {
        passed = changed.into().apply(passed);
      }
    }
    return passOn(passed, request, effects, in, out);
  }

  private List<Effect> effects(HttpHead request) {
    List<Effect> effects = new ArrayList<>();
    boolean answered = false;
    for (ProxyFault fault : faults) {
      boolean answers = fault.effect() instanceof Answer;
      if (!(answers && answered) && fault.takes(request)) {
        effects.add(fault.effect());
        answered |= answers;
      }
    }
    return effects;
  }

  private boolean passOn(
      HttpHead passed, HttpHead request, List<Effect> effects, InputStream in, OutputStream out)
      throws IOException {
    try (Socket socket = new Socket(store.getAddress(), store.getPort())) {
      socket.setTcpNoDelay(true);
      passed.write(socket.getOutputStream());
      AtomicLong sent = new AtomicLong();
      request.copyRequestBody(in, socket.getOutputStream(), sent);
      InputStream answers = new BufferedInputStream(socket.getInputStream());
      HttpHead response = HttpHead.read(answers).orElseThrow(() -> new IOException("no answer"));
      for (Effect effect : effects) {
        if (effect instanceof After after) {
          after.action().accept(request);
        }
      }
      if (effects.stream().anyMatch(LoseResponse.class::isInstance)) {
        // All of it first: an assembled object, say, is there only after the answer's last byte.
        response.copyResponseBody(
            request.method(), answers, OutputStream.nullOutputStream(), new AtomicLong());
        record(request, sent, Exchange.NO_ANSWER);
        return false;
      }
      // Before the client hears of it: a test may look as soon as it does.
      AtomicLong received = record(request, sent, response.status());
      response.without("Connection").write(out);
      response.copyResponseBody(request.method(), answers, out, received);
      return !response.endsWithConnection(request.method());
    }
  }

  private AtomicLong record(HttpHead request, AtomicLong sent, int status) {
    AtomicLong received = new AtomicLong();
    exchanges.add(new Exchange(request, sent.get(), status, received));
    return received;
  }

  private static void write(Answer answer, HttpHead request, OutputStream out) throws IOException {
    byte[] body =
        "<Error><Code>%1$s</Code><Message>%1$s by the proxy</Message></Error>"
            .formatted(answer.code())
            .getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    new HttpHead(
            "HTTP/1.1 %d %s".formatted(answer.status(), answer.code()),
            List.of("Content-Type: application/xml", "Content-Length: " + body.length))
        .write(whole);
    if (!request.method().equals("HEAD")) {
      whole.write(body);
    }
    whole.writeTo(out);
    out.flush();
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void closeQuietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      // It is closed then.
    }
  }

  private static void start(Serving task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException e) {
                // One side closed the connection: there is nothing more to pass on.
              }
            },
            "fault-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private interface Serving {
    void run() throws IOException;
  }
}
