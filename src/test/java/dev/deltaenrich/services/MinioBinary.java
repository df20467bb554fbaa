package dev.deltaenrich.services;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code minio} program of this machine.
 *
 * @param program the executable file
 */
record MinioBinary(Path program) {
  private static final Duration START_LIMIT = Duration.ofSeconds(30);

  /** The file of {@code MINIO_BIN}, or else {@code minio} on the {@code PATH}. */
  static Optional<MinioBinary> find() {
    return Programs.ofVariable("MINIO_BIN")
        .or(() -> Programs.onPath("minio"))
        .map(MinioBinary::new);
  }

  /** Starts a server on free ports with an empty folder, both gone when it is closed. */
  Minio start(String accessKey, String secretKey) {
    Path folder = TemporaryFolders.create("minio");
    String address = "127.0.0.1:" + Ports.free();
    ExternalProcess process =
        ExternalProcess.command(
                List.of(
                    program.toString(),
                    "server",
                    "--quiet",
                    "--address",
                    address,
                    "--console-address",
                    "127.0.0.1:" + Ports.free(),
                    folder.resolve("data").toString()))
            .environment(
                Map.of(
                    "MINIO_ROOT_USER",
                    accessKey,
                    "MINIO_ROOT_PASSWORD",
                    secretKey,
                    "MINIO_UPDATE",
                    "off",
                    "HOME",
                    folder.toString()))
            .start();
    Minio minio =
        new Minio(
            "http://" + address,
            accessKey,
            secretKey,
            () -> {
              process.close();
              TemporaryFolders.delete(folder);
            });
    // Its pages of health say yes before it knows its users.
    process.await("MinIO at " + address, START_LIMIT, minio.s3()::answers);
    return minio;
  }
}
