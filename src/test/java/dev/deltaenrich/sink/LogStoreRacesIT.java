package dev.deltaenrich.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.services.ExternalProcess;
import dev.deltaenrich.services.Minio;
import dev.deltaenrich.services.RequiresS3;
import io.delta.storage.LogStore;
import io.delta.storage.S3SingleDriverLogStore;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Writers that all want the next version. */
@RequiresS3
class LogStoreRacesIT {
  private static final int ROUNDS = 200;
  private static final int START_LIMIT_MILLIS = 60_000;

  private final LogFolder log = LogFolder.at(Minio.shared().endpoint());

  @ParameterizedTest
  @ValueSource(ints = {2, 8})
  void ofManyThreadsOneWinsEachVersion(int threads) throws Exception {
    CyclicBarrier start = new CyclicBarrier(threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<List<Boolean>>> writers = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        String name = "writer " + thread;
        LogStore store = new ConditionalPutLogStore(log.conf());
        writers.add(() -> race(store, start, name));
      }
      List<List<Boolean>> won = new ArrayList<>();
      for (Future<List<Boolean>> writer : pool.invokeAll(writers)) {
        won.add(writer.get());
      }
      for (int version = 0; version < ROUNDS; version++) {
        assertOneWinner(version, won);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private List<Boolean> race(LogStore store, CyclicBarrier start, String name) throws Exception {
    List<Boolean> won = new ArrayList<>();
    for (int version = 0; version < ROUNDS; version++) {
      start.await();
      won.add(LogStoreRacer.wins(store, log, version, name));
    }
    return won;
  }

  private void assertOneWinner(int version, List<List<Boolean>> won) {
    List<String> winners = new ArrayList<>();
    for (int writer = 0; writer < won.size(); writer++) {
      if (won.get(writer).get(version)) {
        winners.add("writer " + writer + "\n");
      }
    }
    assertThat(winners).as("winners of version %d", version).hasSize(1);
    assertThat(log.content(version)).isEqualTo(winners.get(0));
  }

  @Test
  void ofTwoProcessesOneWinsEachVersion() throws Exception {
    List<List<Boolean>> won = raceProcesses(ConditionalPutLogStore.class);

    for (int version = 0; version < ROUNDS; version++) {
      assertOneWinner(version, won);
    }
  }

  /** What the store is for: the race that Delta's own store loses, run in the same way. */
  @Test
  void deltasOwnStoreLetsTwoProcessesWin() throws Exception {
    List<List<Boolean>> won = raceProcesses(S3SingleDriverLogStore.class);

    int lost = 0;
    for (int version = 0; version < ROUNDS; version++) {
      lost += won.get(0).get(version) && won.get(1).get(version) ? 1 : 0;
    }
    System.out.printf("S3SingleDriverLogStore: %d of %d commits overwritten%n", lost, ROUNDS);
    assertThat(lost).isPositive();
  }

  private List<List<Boolean>> raceProcesses(Class<? extends LogStore> store) throws Exception {
    // Delta makes the folder before it commits, and its own store looks for it.
    Minio.shared().s3().put(log.bucket(), LogFolder.FOLDER + "/", "");
    try (ServerSocket server = new ServerSocket(0, 2, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout(START_LIMIT_MILLIS);
      int port = server.getLocalPort();
      try (ExternalProcess first = LogStoreRacer.start(store, log.bucket(), "writer 0", port);
          Socket one = server.accept();
          ExternalProcess second = LogStoreRacer.start(store, log.bucket(), "writer 1", port);
          Socket other = server.accept()) {
        List<List<Boolean>> won = List.of(new ArrayList<>(), new ArrayList<>());
        for (int version = 0; version < ROUNDS; version++) {
          tell(one, version);
          tell(other, version);
          won.get(0).add(answer(one, first));
          won.get(1).add(answer(other, second));
        }
        return won;
      }
    }
  }

  private static void tell(Socket racer, long version) throws IOException {
    new DataOutputStream(racer.getOutputStream()).writeLong(version);
  }

  private static boolean answer(Socket racer, ExternalProcess process) throws IOException {
    try {
      return new DataInputStream(racer.getInputStream()).readBoolean();
    } catch (EOFException e) {
      throw new AssertionError("a racer fell out: " + process.stderr(), e);
    }
  }
}
