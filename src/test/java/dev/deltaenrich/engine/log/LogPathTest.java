package dev.deltaenrich.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URISyntaxException;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogPathTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "part-00000-a1b2.c000.snappy.parquet",
        "day=2024-01-31/part_1.parquet",
        "a/b/c",
        "a..b/c."
      })
  void plainPathsAreWhatUriAndHadoopMakeOfThem(String path) throws URISyntaxException {
    assertThat(LogPath.isPlain(path)).isTrue();
    assertThat(new Path(new URI(path)).toUri()).hasToString(path);
    assertThat(new Path(new Path("s3a://bucket/a table"), new Path(new URI(path))).toUri())
        .hasToString("s3a://bucket/a%20table/" + path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/a",
        "a/",
        "a//b",
        "./a",
        "a/../b",
        ".hidden",
        "a%20b",
        "a b",
        "s3a://bucket/a",
        "c:a",
        "a#b",
        "a?b",
        "\u00fc"
      })
  void othersNeedAUri(String path) {
    assertThat(LogPath.isPlain(path)).isFalse();
  }
}
