package dev.deltaenrich.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.config.KeyMatch;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.plan.PlannedFile;
import dev.deltaenrich.plan.SourceFile;
import dev.deltaenrich.plan.SourceFile.OptionalRows;
import dev.deltaenrich.source.LookupColumn;
import dev.deltaenrich.splice.AddedColumn;
import dev.deltaenrich.splice.SpliceRule;
import dev.deltaenrich.splice.ValueType;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import scala.Tuple2;

class LookupPartsTest {
  private static final long ROOM = 1 << 20;

  private static final SpliceRule RULE =
      new SpliceRule(
          "merchant_id",
          List.of(AddedColumn.of("category", ValueType.STRING)),
          KeyMatch.EXACT,
          Map.of(),
          new Object[] {null});

  private static SourceFile source(String path) {
    return new SourceFile(path, "file:///" + path, 1, "", OptionalRows.UNKNOWN, null, 0, Map.of());
  }

  private static Row row(int file, String key, String value) {
    return RowFactory.create(file, key, value);
  }

  /** The files from {@code first} on, with what came for them. */
  private static List<FileLookup> parts(int first, int files, long room, Row... rows) {
    List<Tuple2<Integer, byte[]>> blocks = new ArrayList<>();
    new LookupBlocks(List.of(rows).iterator(), file -> file).forEachRemaining(blocks::add);
    blocks.sort((one, other) -> Integer.compare(one._1(), other._1()));
    List<PlannedFile> planned = new ArrayList<>();
    for (int i = 0; i < files; i++) {
      planned.add(new PlannedFile(List.of(source("file-" + (first + i))), "new in raw"));
    }
    Iterator<FileLookup> parts =
        new LookupParts(
            new TaskFiles(first, planned),
            List.of(
                new LookupPart.Wanted(
                    RULE, List.of(new LookupColumn("category", DataTypes.StringType)))),
            blocks.iterator(),
            room);
    List<FileLookup> made = new ArrayList<>();
    parts.forEachRemaining(made::add);
    assertThat(made).extracting(FileLookup::planned).isEqualTo(planned);
    return made;
  }

  @Test
  void eachFileGetsItsRowsAndOneWithoutAnyIsThereToo() {
    List<FileLookup> parts =
        parts(7, 4, ROOM, row(9, "a", "x"), row(7, "a", "x"), row(9, "ä", null), row(10, "c", ""));

    assertThat(parts)
        .extracting(part -> part.lookups().get().get(0).rows())
        .containsExactly(1, 0, 2, 1);
  }

  @Test
  void aFileWhoseRowsTakeTooMuchMemoryGetsNoneAndTheNextIsAsEver() {
    List<FileLookup> parts =
        parts(0, 3, 3000, row(0, "a", "x"), row(1, "b", "y".repeat(3000)), row(2, "c", "z"));

    assertThat(parts)
        .extracting(part -> part.lookups().isPresent())
        .containsExactly(true, false, true);
    assertThat(parts.get(2).lookups().get().get(0).rows()).isEqualTo(1);
  }

  @Test
  void manyRowsComeInSeveralBlocks() {
    Row[] rows = new Row[50_000];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = row(i % 2, "key " + i, "value of a lookup " + i);
    }

    assertThat(parts(0, 2, 1 << 24, rows))
        .extracting(part -> part.lookups().get().get(0).rows())
        .containsExactly(25_000, 25_000);
  }

  @Test
  void aKeyWithTwoRowsIsRefused() {
    assertThatThrownBy(() -> parts(0, 1, ROOM, row(0, "a", "x"), row(0, "a", "y")))
        .isInstanceOfSatisfying(
            EnrichException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.LOOKUP_DUPLICATES))
        .hasMessageContaining("key 'a'")
        .hasMessageContaining("lookup.match=exact");
  }

  @Test
  void whereMoreTasksRunAtOnceEachHasLessRoom() {
    assertThat(TaskRoom.of(1L << 30, 1)).isBetween(250L << 20, 300L << 20);
    assertThat(TaskRoom.of(1L << 30, 4)).isEqualTo(TaskRoom.of(1L << 30, 1) / 4);
    assertThat(TaskRoom.of(256L << 20, 1)).isEqualTo(16L << 20);
  }
}
