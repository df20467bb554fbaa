package dev.deltaenrich.services;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A real PgBouncer in front of {@link Postgres}; each test starts its own. */
public final class PgBouncer implements AutoCloseable {
  /** What to do where there is none. */
  static final String HOW_TO_GET_ONE =
      "tests with a connection pooler need PgBouncer: install the package pgbouncer, and put it on"
          + " PATH (or name it in PGBOUNCER_BIN)";

  private static final Duration START_LIMIT = Duration.ofSeconds(20);

  private final ExternalProcess process;
  private final int port;

  private PgBouncer(ExternalProcess process, int port) {
    this.process = process;
    this.port = port;
  }

  /** The file of {@code PGBOUNCER_BIN}, or else {@code pgbouncer} on the {@code PATH}. */
  static Optional<Path> find() {
    return Programs.ofVariable("PGBOUNCER_BIN").or(() -> Programs.onPath("pgbouncer"));
  }

  /**
   * Starts one with PgBouncer's defaults.
   *
   * @param database the one it knows
   * @param mode {@code session}, {@code transaction} or {@code statement}
   * @param connections the most connections to the server
   * @param settings more lines of its configuration
   */
  public static PgBouncer start(String database, String mode, int connections, String... settings) {
    int port = Ports.free();
    try {
      Path folder = TemporaryFolders.create("pgbouncer");
      Path users = folder.resolve("users");
      Files.writeString(
          users,
          "\"%s\" \"%s\"%n\"nobody\" \"nobody\"%n".formatted(Postgres.USER, Postgres.PASSWORD));
      Path configuration = folder.resolve("pgbouncer.ini");
      Files.writeString(
          configuration,
          """
          [databases]
          renamed = host=127.0.0.1 port=%1$d dbname=no_such_database
          %7$s
          [pgbouncer]
          listen_addr = 127.0.0.1
          listen_port = %2$d
          unix_socket_dir =
          auth_type = scram-sha-256
          auth_file = %3$s
          pool_mode = %4$s
          default_pool_size = %5$d
          %6$s
          """
              .formatted(
                  Postgres.port(),
                  port,
                  users,
                  mode,
                  connections,
                  String.join("\n", settings),
                  "%s = host=127.0.0.1 port=%d".formatted(database, Postgres.port())));
      readableByAll(folder, users, configuration);
      ExternalProcess process = ExternalProcess.command(command(configuration)).start();
      process.await("PgBouncer", START_LIMIT, () -> listens(port));
      return new PgBouncer(process, port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** PgBouncer refuses to run as root. */
  private static List<String> command(Path configuration) {
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
    }
    command.add(find().orElseThrow(() -> new IllegalStateException(HOW_TO_GET_ONE)).toString());
    command.add(configuration.toString());
    return command;
  }

  private static void readableByAll(Path folder, Path... files) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (Path file : files) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * The JDBC URL of a database through this pooler. Besides its own it knows {@code renamed}, which
   * the server lacks.
   */
  public String url(String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
  }

  @Override
  public void close() {
    process.close();
  }
}
