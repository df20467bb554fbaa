package dev.deltaenrich.engine.log;

import static dev.deltaenrich.engine.log.HandMadeLog.PROTOCOL;
import static dev.deltaenrich.engine.log.HandMadeLog.added;
import static dev.deltaenrich.engine.log.HandMadeLog.metadata;
import static dev.deltaenrich.engine.log.HandMadeLog.removed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.engine.table.DeltaTable;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.services.TestSession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files the paths of a log mean, in the spellings that writers have left there. */
class FilePathTest {
  private static final String COLUMNS = metadata("[]", "id", "\"long\"");

  @TempDir Path folder;

  /** The second is the file's place, below the table's folder where it does not start with /. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a b.parquet|a b.parquet",
        "a%20b.parquet|a b.parquet",
        "a%2520b.parquet|a%20b.parquet",
        "50%.parquet|50%.parquet",
        "50%25.parquet|50%.parquet",
        "%zz.parquet|%zz.parquet",
        "a+b.parquet|a+b.parquet",
        "a%2Bb.parquet|a+b.parquet",
        "a#b.parquet|a#b.parquet",
        "a?b.parquet|a?b.parquet",
        "a%3Fb.parquet|a?b.parquet",
        "a[1]{2}^`.parquet|a[1]{2}^`.parquet",
        "p=\u00fc\u00a0\u3000/%C3%BC.parquet|p=\u00fc\u00a0\u3000/\u00fc.parquet",
        "a\\\\b.parquet|a\\b.parquet",
        "a:b.parquet|a:b.parquet",
        "./a:b.parquet|a:b.parquet",
        "a%3Ab.parquet|a:b.parquet",
        "time=1971-07-22T03:06:40.000000Z/part-0.parquet|time=1971-07-22T03:06:40.000000Z/part-0.parquet",
        "x/../a:b.parquet|a:b.parquet",
        "x/../a.parquet|a.parquet",
        "x/a.parquet/|x/a.parquet",
        "file:/else/a b.parquet|/else/a b.parquet",
        "file:///else/a:b%.parquet|/else/a:b%.parquet",
        "/else/a b.parquet|/else/a b.parquet"
      })
  void aPathIsTheFileThatItsWriterMeant(String path, String file) throws IOException {
    DeltaTable table = opened(added(path));

    String found = table.files().get(0).path();
    assertThat(table.resolve(found).toUri().getPath())
        .isEqualTo(file.startsWith("/") ? file : folder.toRealPath() + "/" + file);
    assertThat(table.resolve(found).toUri().getScheme()).isEqualTo("file");
    assertThat(table.uri(found)).isEqualTo(table.resolve(found).toUri().toString());
    assertThat(table.statistics(java.util.Set.of(found), text -> text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "s3://bucket/t/a b.parquet,s3a://bucket/t/a%20b.parquet",
    "s3n://my_bucket/a:b.parquet,s3a://my_bucket/a:b.parquet",
    "s3a://bucket/a.parquet,s3a://bucket/a.parquet",
    "gs://bucket/a.parquet,gs://bucket/a.parquet"
  })
  void s3aReadsThePathsOfOtherClients(String path, String uri) throws IOException {
    DeltaTable table = opened(added(path));

    assertThat(table.uri(table.files().get(0).path())).isEqualTo(uri);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a b.parquet|a%20b.parquet",
        "a%20b.parquet|a b.parquet",
        "\u00fc.parquet|%C3%BC.parquet",
        "%c3%bc.parquet|%C3%BC.parquet",
        "a%62.parquet|ab.parquet",
        "50%.parquet|50%25.parquet",
        "a:b.parquet|a%3Ab.parquet",
        "./a:b.parquet|a:b.parquet",
        "s3://bucket/a b|s3a://bucket/a%20b",
        "file:/x/a b|file:///x/a%20b"
      })
  void aRemoveFindsAnAddThatSpellsItsPathOtherwise(String path, String again) throws IOException {
    assertThat(opened(added(path), removed(again)).files()).isEmpty();
    assertThat(opened(added(path), added(again)).files()).hasSize(1);
  }

  @Test
  void pathsThatOnlyLookAlikeAreTwoFiles() throws IOException {
    assertThat(
            opened(
                    added("a%20b.parquet"),
                    added("a%2520b.parquet"),
                    added("a+b.parquet"),
                    added("A%20b.parquet"),
                    removed("a_b.parquet"))
                .files())
        .hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "./", "/", "..", "x/..", "s3a://bucket/", "file:///"})
  void aFolderIsNoFile(String path) {
    assertThatThrownBy(() -> opened(added(path)))
        .isInstanceOfSatisfying(
            EnrichException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.LOG_BROKEN))
        .hasMessageContaining(
            "line 3 of 00000000000000000000.json names a file '%s', which is a folder"
                .formatted(path));
  }

  private DeltaTable opened(String... actions) throws IOException {
    List<String> lines = new java.util.ArrayList<>(List.of(PROTOCOL, COLUMNS));
    lines.addAll(List.of(actions));
    new HandMadeLog(folder).commit(0, lines);
    return DeltaTable.open(TestSession.get(), folder.toString());
  }
}
