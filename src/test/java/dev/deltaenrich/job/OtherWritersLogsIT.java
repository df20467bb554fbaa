package dev.deltaenrich.job;

import static dev.deltaenrich.job.EnrichmentTables.rows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.services.Minio;
import dev.deltaenrich.services.RequiresS3;
import dev.deltaenrich.services.SessionBucket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On S3, where a file's name may have a colon, and a clone's log has other clients' schemes. */
@RequiresS3
class OtherWritersLogsIT {
  private final SessionBucket bucket = SessionBucket.reachedAt(Minio.shared().endpoint());

  @TempDir Path folder;

  @AfterEach
  void close() {
    bucket.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"splice", "rewrite"})
  void rowsAreWhatTheWriterMeant(String producer) throws IOException {
    List<String> places =
        List.of(
            "a:b.parquet",
            "time=1971-07-22T03:06:40.000000Z/part-0.parquet",
            "x y/c d.parquet",
            "50%.parquet",
            "else where.parquet",
            "y:ear/\u00fc+.parquet");
    List<String> paths =
        List.of(
            places.get(0),
            places.get(1),
            places.get(2),
            places.get(3),
            "s3://%s/raw/else where.parquet".formatted(bucket.name()),
            places.get(5));
    EnrichmentTables tables = new EnrichmentTables(folder).set("enrich.producer", producer);
    List<String> expected = OtherWritersTable.make(tables, paths, places);
    upload(Path.of(tables.rawPath()));
    tables.set("raw.path", "s3a://%s/raw".formatted(bucket.name()));
    tables.set("target.path", "s3a://%s/curated".formatted(bucket.name()));

    EnrichResult result = tables.enrichAndVerify();

    assertThat(result.files().added()).isEqualTo(OtherWritersTable.FILES);
    assertThat(rows(tables.curated())).hasSize(12).isEqualTo(expected);
  }

  /** As a clone's log has them: Delta lists such files, and Spark finds no file system for them. */
  @Test
  void pathsOfOtherClientsAreReadByS3a() throws IOException {
    List<String> places = IntStream.range(0, 6).mapToObj("part-%d.parquet"::formatted).toList();
    List<String> paths =
        places.stream().map(("s3://" + bucket.name() + "/raw/%s")::formatted).toList();
    EnrichmentTables tables = new EnrichmentTables(folder);
    List<String> expected = OtherWritersTable.make(tables, paths, places);
    Path entry = Path.of(tables.rawPath(), "_delta_log/%020d.json".formatted(0));
    EnrichFixture.overwrite(
        entry,
        Files.readString(entry)
            .replaceAll("\"size\":\"(\\d+)\"", "\"size\":$1")
            .getBytes(StandardCharsets.UTF_8));
    upload(Path.of(tables.rawPath()));
    tables.set("raw.path", "s3a://%s/raw".formatted(bucket.name()));

    tables.enrichAndVerify();

    assertThat(rows(tables.curated())).hasSize(12).isEqualTo(expected);
  }

  private void upload(Path raw) throws IOException {
    try (Stream<Path> files = Files.walk(raw)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.getFileName().toString().endsWith(".crc")) {
          Minio.shared().s3().put(bucket.name(), "raw/" + raw.relativize(file), file);
        }
      }
    }
  }
}
