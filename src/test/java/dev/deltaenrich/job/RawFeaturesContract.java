package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.oracle.TableRows;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Raw tables whose files are not read as plain Delta tables' files are. */
interface RawFeaturesContract extends EnrichmentContract {
  @Test
  default void rowsThatDeletionVectorsTakeAwayStayAway() {
    tables()
        .raw("SELECT id, IF(id % 2 = 0, 'MER-ABC', 'MER-?') merchant_id FROM range(0, 100, 1, 1)")
        .raw("SELECT id, 'MER-XYZ' merchant_id FROM range(100, 200, 1, 1)");
    tables().sql("ALTER TABLE RAW SET TBLPROPERTIES (delta.enableDeletionVectors = true)");
    tables().sql("DELETE FROM RAW WHERE id % 10 = 3");
    assertThat(tables().rawFiles()).allMatch(file -> file.deletionVector() != null);

    EnrichResult first = tables().enrichAndVerify();

    assertThat(first.counts().rows()).isEqualTo(180);
    assertThat(tables().curatedRows().lines()).isEqualTo(rowsWithout(id -> id % 10 == 3));
    tables().sql("DELETE FROM RAW WHERE id = 5");
    EnrichResult second = tables().enrich();
    assertThat(second.counts().rows()).isEqualTo(sharesFiles() ? 179 : 89);
    assertThat(tables().curatedRows().lines())
        .isEqualTo(rowsWithout(id -> id % 10 == 3 || id == 5));
  }

  /** The two hundred rows but those deleted, each with its category. */
  private static List<String> rowsWithout(LongPredicate deleted) {
    return LongStream.range(0, 200)
        .filter(deleted.negate())
        .mapToObj(id -> id + (id < 100 ? ofTwoKeys(id, "") : "|MER-XYZ|Electronics"))
        .sorted()
        .toList();
  }

  private static String ofTwoKeys(long id, String between) {
    return id % 2 == 0 ? "|MER-ABC" + between + "|Groceries" : "|MER-?" + between + "|null";
  }

  @Test
  default void deletionVectorsInPartitionsAndAShuffleJoin() {
    tables()
        .set("lookup.max-broadcast-bytes", "1B")
        .raw(
            "SELECT id, IF(id % 2 = 0, 'MER-ABC', 'MER-?') merchant_id, id % 3 part FROM range(0, 30, 1, 1)",
            "part");
    tables().sql("ALTER TABLE RAW SET TBLPROPERTIES (delta.enableDeletionVectors = true)");
    tables().sql("DELETE FROM RAW WHERE id IN (3, 4, 29)");

    EnrichResult result = tables().enrich();

    assertThat(result.counts().rows()).isEqualTo(27);
    assertThat(result.files().added()).isEqualTo(3);
    assertThat(tables().curatedRows().names())
        .containsExactly("id", "merchant_id", "part", "enriched_category");
    assertThat(tables().curatedRows().lines())
        .isEqualTo(
            LongStream.range(0, 30)
                .filter(id -> !List.of(3L, 4L, 29L).contains(id))
                .mapToObj(id -> id + ofTwoKeys(id, "|" + id % 3))
                .sorted()
                .toList());
  }

  @Test
  default void aDamagedDeletionVectorIsToldAndNoRowsAreMade() throws IOException {
    tables().raw("SELECT id, 'MER-ABC' merchant_id FROM range(0, 100, 1, 1)");
    tables().sql("ALTER TABLE RAW SET TBLPROPERTIES (delta.enableDeletionVectors = true)");
    tables().sql("DELETE FROM RAW WHERE id % 10 = 3");
    Path vector = deletionVector();
    byte[] bytes = Files.readAllBytes(vector);
    bytes[bytes.length - 1]++;
    Files.write(vector, bytes);
    // The sums of Hadoop's local file system would find it first.
    Files.delete(vector.resolveSibling(".%s.crc".formatted(vector.getFileName())));

    assertThatThrownBy(tables()::enrich)
        .isInstanceOfSatisfying(
            EnrichException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.FILE_CORRUPT))
        .hasMessageStartingWith("Cannot decode the deletion vector at byte 1 of ")
        .hasMessageContaining("%s: its checksum does not fit".formatted(vector.getFileName()));
  }

  private Path deletionVector() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(tables().rawPath()))) {
      return files.filter(file -> file.toString().endsWith(".bin")).findFirst().orElseThrow();
    }
  }

  @Test
  default void renamedAndDroppedColumnsAreReadByTheirNames() {
    tables().raw("SELECT 1 id, 'MER-ABC' m, 'gone' b, 'stays' c, named_struct('x', 1, 'y', 2) d");
    tables()
        .sql(
            "ALTER TABLE RAW SET TBLPROPERTIES (delta.columnMapping.mode = 'name', delta.minReaderVersion = '2', delta.minWriterVersion = '5')");
    tables().sql("ALTER TABLE RAW RENAME COLUMN m TO merchant_id");
    tables().sql("ALTER TABLE RAW DROP COLUMN b");
    tables().sql("ALTER TABLE RAW RENAME COLUMN d.x TO xx");
    tables().raw("SELECT 2 id, 'MER-XYZ' merchant_id, 'new' c, named_struct('xx', 3, 'y', 4) d");
    tables().enrichAndCheck();

    assertThat(tables().curatedRows().names())
        .containsExactly("id", "merchant_id", "c", "d", "enriched_category");
    assertThat(tables().curatedRows().lines())
        .containsExactly(
            "1|MER-ABC|stays|{xx=1,y=2}|Groceries", "2|MER-XYZ|new|{xx=3,y=4}|Electronics");
    assertThat(tables().curatedRows().schema().json()).doesNotContain("columnMapping");
  }

  @Test
  default void columnsMayBeMappedFromTheStartAndPartitioned() {
    tables()
        .sql(
            "CREATE TABLE RAW (id INT, merchant_id STRING, day DATE, s STRUCT<a: INT>) USING delta PARTITIONED BY (day) TBLPROPERTIES (delta.columnMapping.mode = 'name')");
    tables()
        .raw(
            "SELECT 1 id, 'MER-ABC' merchant_id, DATE'2024-02-29' day, named_struct('a', 1) s",
            "day")
        .raw("SELECT 2 id, 'MER-?' merchant_id, CAST(NULL AS DATE) day, NULL s", "day");
    tables().sql("ALTER TABLE RAW RENAME COLUMN day TO `date`");
    tables().enrichAndCheck();

    assertThat(tables().curatedRows().names().get(2)).isEqualTo("date");
    assertThat(tables().curatedRows().lines())
        .containsExactly("1|MER-ABC|2024-02-29|{a=1}|Groceries", "2|MER-?|null|null|null");
    assertThat(tables().curatedFiles())
        .allSatisfy(file -> assertThat(file.partitionValues().contains("date")).isTrue());
  }

  @Test
  default void columnsMayBeFoundByTheirIds() {
    tables()
        .sql(
            "CREATE TABLE RAW (id INT, merchant_id STRING, s STRUCT<a: INT>) USING delta TBLPROPERTIES (delta.columnMapping.mode = 'id', delta.minReaderVersion = '2', delta.minWriterVersion = '5')");
    tables().raw("SELECT 1 id, 'MER-ABC' merchant_id, named_struct('a', 7) s");
    // Files keep the names that the log forgets, and a name of no column is there, too.
    LogText.ofRaw(tables())
        .edit(0, text -> text.replace("\"col-", "\"none-").replace("\\\"col-", "\\\"none-"));
    tables().enrich();

    assertThat(tables().curatedRows().names())
        .containsExactly("id", "merchant_id", "s", "enriched_category");
    assertThat(tables().curatedRows().lines()).containsExactly("1|MER-ABC|{a=7}|Groceries");
  }

  /**
   * A column of a file from before the column was widened.
   *
   * @param from its type in the file
   * @param to its type in the table
   */
  record Widened(String column, String from, String to) {}

  /** Each is in a file of its own. */
  List<Widened> WIDENED =
      List.of(
          new Widened("a_short", "SMALLINT", "integer"),
          new Widened("a_byte", "TINYINT", "short"),
          new Widened("an_int", "INT", "long"),
          new Widened("an_int_for_a_double", "INT", "double"),
          new Widened("an_int_for_a_decimal", "INT", "decimal(12,1)"),
          new Widened("a_float", "FLOAT", "double"),
          new Widened("a_decimal", "DECIMAL(5,2)", "decimal(8,2)"),
          new Widened("a_decimal_of_more_scale", "DECIMAL(5,2)", "decimal(8,4)"));

  @Test
  default void widenedColumnsAreReadRight() {
    for (Widened wide : WIDENED) {
      narrow("id * 41", wide);
    }
    Widened day = new Widened("a_day", "DATE", "timestamp_ntz");
    narrow("DATE'1492-02-29'", day);
    LogText.ofRaw(tables()).features("typeWidening timestampNtz", "");
    WIDENED.forEach(wide -> LogText.ofRaw(tables()).retype(8, wide.column(), wide.to()));
    LogText.ofRaw(tables()).retype(8, day.column(), day.to());

    tables().enrichAndVerify();

    TableRows curated = tables().curatedRows();
    assertThat(curated.rows()).hasSize(27);
    assertThat(WIDENED)
        .allSatisfy(
            wide -> {
              assertThat(curated.schema().apply(wide.column()).dataType().typeName())
                  .as("type of %s", wide.column())
                  .isEqualTo(wide.to());
              assertThat(values(curated, wide).map(BigDecimal::new))
                  .as("values of %s", wide.column())
                  .usingElementComparator(BigDecimal::compareTo)
                  .containsExactlyInAnyOrder(new BigDecimal(41), new BigDecimal(82));
            });
    long midnight = LocalDateTime.of(1492, 2, 29, 0, 0).toEpochSecond(ZoneOffset.UTC);
    assertThat(values(curated, day))
        .as("a day that became a time")
        .containsExactly(midnight + "000000", midnight + "000000");
  }

  private static Stream<String> values(TableRows curated, Widened wide) {
    return curated.column(wide.column()).stream().filter(Objects::nonNull);
  }

  /** Without the feature nobody said that a narrower type is no mistake. */
  @Test
  default void aNarrowerTypeOfATableThatWasNotWidenedIsRefused() {
    narrow("id * 41", new Widened("wide", "INT", "long"));
    LogText.ofRaw(tables()).features("timestampNtz", "");
    LogText.ofRaw(tables()).retype(0, "wide", "long");

    tables().refuses(ErrorCode.FILE_UNREADABLE, "column 'wide'");
  }

  /** Lands a null and two values as one file, and gives the table that column. */
  private void narrow(String value, Widened wide) {
    tables()
        .raw(
            "SELECT id, 'MER-ABC' merchant_id, CAST(IF(id = 0, NULL, %s) AS %s) %s FROM range(3)"
                .formatted(value, wide.from(), wide.column()));
  }
}
