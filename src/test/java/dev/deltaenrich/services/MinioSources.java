package dev.deltaenrich.services;

import java.util.Optional;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.MinIOContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * Where a MinIO server comes from, the first of: one named by {@code MINIO_ENDPOINT}, Docker, a
 * {@code minio} binary.
 */
final class MinioSources {
  /** What to do where there is none. */
  static final String HOW_TO_GET_ONE =
      "S3 tests need a MinIO server: start Docker, or run 'go install github.com/minio/minio@latest'"
          + " and put minio on PATH (or name it in MINIO_BIN), or set MINIO_ENDPOINT,"
          + " MINIO_ACCESS_KEY and MINIO_SECRET_KEY";

  /** The last release with an official image; Docker Hub no longer has any. */
  private static final DockerImageName IMAGE =
      DockerImageName.parse("quay.io/minio/minio:RELEASE.2025-09-07T16-13-09Z")
          .asCompatibleSubstituteFor("minio/minio");

  // Strings that must turn up in no log: the tests search for them.
  private static final String ACCESS_KEY = "canary-s3-access-key";
  private static final String SECRET_KEY = "canary-s3-secret-key";

  private static Minio shared;
  private static Boolean docker;

  private MinioSources() {}

  /** Whether there is any source. Starts nothing. */
  static boolean available() {
    return endpoint().isPresent() || docker() || MinioBinary.find().isPresent();
  }

  static synchronized Minio shared() {
    if (shared == null) {
      shared = endpoint().map(MinioSources::given).orElseGet(MinioSources::startOwn);
      Runtime.getRuntime().addShutdownHook(new Thread(shared::close, "stop-minio"));
    }
    return shared;
  }

  static Minio startOwn() {
    if (docker()) {
      return container();
    }
    return MinioBinary.find()
        .map(binary -> binary.start(ACCESS_KEY, SECRET_KEY))
        .orElseThrow(() -> new IllegalStateException(HOW_TO_GET_ONE));
  }

  private static Optional<String> endpoint() {
    return variable("MINIO_ENDPOINT");
  }

  private static Minio given(String endpoint) {
    return new Minio(
        endpoint,
        variable("MINIO_ACCESS_KEY").or(() -> variable("AWS_ACCESS_KEY_ID")).orElse("minioadmin"),
        variable("MINIO_SECRET_KEY")
            .or(() -> variable("AWS_SECRET_ACCESS_KEY"))
            .orElse("minioadmin"),
        () -> {});
  }

  private static Optional<String> variable(String name) {
    return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
  }

  private static synchronized boolean docker() {
    if (docker == null) {
      docker = DockerClientFactory.instance().isDockerAvailable();
    }
    return docker;
  }

  private static Minio container() {
    MinIOContainer container =
        new MinIOContainer(IMAGE).withUserName(ACCESS_KEY).withPassword(SECRET_KEY);
    container.start();
    return new Minio(container.getS3URL(), ACCESS_KEY, SECRET_KEY, container::stop);
  }
}
