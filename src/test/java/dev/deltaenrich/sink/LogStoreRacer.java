package dev.deltaenrich.sink;

import dev.deltaenrich.services.ExternalProcess;
import dev.deltaenrich.services.Minio;
import io.delta.storage.LogStore;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * A process that races others for log entries. At each version it is told over a socket it tries to
 * write that entry, and answers whether it did.
 */
final class LogStoreRacer {
  private LogStoreRacer() {}

  /** Starts one that writes {@code name} into what it wins. */
  static ExternalProcess start(
      Class<? extends LogStore> store, String bucket, String name, int port) {
    Minio minio = Minio.shared();
    return ExternalProcess.command(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                LogStoreRacer.class.getName(),
                store.getName(),
                bucket,
                name,
                String.valueOf(port)))
        .environment(
            Map.of(
                "MINIO_ENDPOINT", minio.endpoint(),
                "MINIO_ACCESS_KEY", minio.accessKey(),
                "MINIO_SECRET_KEY", minio.secretKey()))
        .start();
  }

  /** Arguments: class of the store, bucket, name, port. */
  public static void main(String[] args) throws Exception {
    LogFolder log = LogFolder.in(args[1], Minio.shared().endpoint());
    LogStore store =
        (LogStore)
            Class.forName(args[0]).getConstructor(Configuration.class).newInstance(log.conf());
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(args[3]));
        DataInputStream in = new DataInputStream(socket.getInputStream());
        DataOutputStream out = new DataOutputStream(socket.getOutputStream())) {
      socket.setTcpNoDelay(true);
      for (long version = in.readLong(); version >= 0; version = in.readLong()) {
        out.writeBoolean(wins(store, log, version, args[2]));
      }
    }
    Runtime.getRuntime().halt(0);
  }

  static boolean wins(LogStore store, LogFolder log, long version, String name) throws IOException {
    try {
      log.write(store, version, name);
      return true;
    } catch (FileAlreadyExistsException | org.apache.hadoop.fs.FileAlreadyExistsException e) {
      // Delta's own store lets Hadoop's pass.
      return false;
    }
  }
}
