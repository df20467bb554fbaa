package dev.deltaenrich.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.config.KeyMatch;
import dev.deltaenrich.engine.JavaBytes;
import dev.deltaenrich.plan.PlannedFile;
import dev.deltaenrich.plan.SourceFile;
import dev.deltaenrich.plan.SourceFile.OptionalRows;
import dev.deltaenrich.services.TestSession;
import dev.deltaenrich.source.LookupColumn;
import dev.deltaenrich.splice.AddedColumn;
import dev.deltaenrich.splice.LookupBuilder;
import dev.deltaenrich.splice.PreparedLookup;
import dev.deltaenrich.splice.SpliceRule;
import dev.deltaenrich.splice.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import scala.Tuple2;

/** Two lookups over the bound with one between them that is broadcast. */
class SeveralLookupPartsTest {
  private static final long ROOM = 1 << 20;
  private static final int FIRST = 0;
  private static final int SECOND = 1;
  private static final int OVER_THE_BOUND = 2;
  private static final String LONG = "y".repeat(3000);

  private final LookupPart.Wanted merchant = wanted("merchant_id");
  private final LookupPart.Wanted account = wanted("account");
  private final List<Tuple2<Integer, byte[]>> blocks = new ArrayList<>();

  private static SpliceRule rule(String key, Map<String, Object[]> rows) {
    return new SpliceRule(
        key,
        List.of(AddedColumn.of(key + "_name", ValueType.STRING)),
        KeyMatch.EXACT,
        rows,
        new Object[] {null});
  }

  private static LookupPart.Wanted wanted(String key) {
    return new LookupPart.Wanted(
        rule(key, Map.of()), List.of(new LookupColumn("name", DataTypes.StringType)));
  }

  /** A broadcast lookup of three rows. */
  private static LookupPart whole() {
    Object[] value = {"x"};
    PreparedLookup lookup =
        PreparedLookup.of(rule("currency", Map.of("EUR", value, "USD", value, "BRL", value)));
    return new LookupPart.Whole(
        JavaSparkContext.fromSparkContext(TestSession.get().sparkContext())
            .broadcast(JavaBytes.of(lookup)),
        0);
  }

  /** Packs rows of one lookup as its tasks do. */
  private SeveralLookupPartsTest came(int lookup, Row... rows) {
    new LookupBlocks(List.of(rows).iterator(), file -> file * OVER_THE_BOUND + lookup)
        .forEachRemaining(blocks::add);
    return this;
  }

  private static Row row(int file, String key, String value) {
    return RowFactory.create(file, key, value);
  }

  private List<FileLookup> files(int first, int files, long room) {
    List<PlannedFile> planned = new ArrayList<>();
    for (int i = 0; i < files; i++) {
      String path = "file-" + (first + i);
      SourceFile source =
          new SourceFile(path, "file:///" + path, 1, "", OptionalRows.UNKNOWN, null, 0, Map.of());
      planned.add(new PlannedFile(List.of(source), "new in raw"));
    }
    blocks.sort(Comparator.comparing(Tuple2::_1));
    List<FileLookup> made = new ArrayList<>();
    new LookupParts(
            new TaskFiles(first, planned),
            List.of(merchant, whole(), account),
            blocks.iterator(),
            room)
        .forEachRemaining(made::add);
    assertThat(made).extracting(FileLookup::planned).isEqualTo(planned);
    return made;
  }

  /** How many rows each lookup has, in the order of the settings; none where there is no room. */
  private static String shown(FileLookup file) {
    return file.lookups()
        .map(
            lookups ->
                lookups.stream()
                    .map(lookup -> String.valueOf(lookup.rows()))
                    .reduce((one, other) -> one + ", " + other)
                    .orElseThrow())
        .orElse("none");
  }

  /** What one row takes. */
  private static long bytes(LookupPart.Wanted lookup, String key, String value) {
    LookupBuilder builder = new LookupBuilder(lookup.rule());
    builder.add(key.getBytes(StandardCharsets.UTF_8), new Object[] {value});
    return builder.bytes();
  }

  @Test
  void eachFileGetsItsOwnRowsOfEachLookup() {
    came(FIRST, row(3, "a", "x"), row(3, "b", "x"), row(5, "c", "x"));
    came(SECOND, row(4, "7", "x"), row(5, "7", "x"), row(5, "8", "x"), row(5, "9", "x"));

    assertThat(files(3, 4, ROOM))
        .extracting(SeveralLookupPartsTest::shown)
        .containsExactly("2, 3, 0", "0, 3, 1", "1, 3, 3", "0, 3, 0");
  }

  @Test
  void aFileWhoseSecondLookupTakesTooMuchGetsNoneAndTheNextIsRight() {
    came(FIRST, row(0, "a", "x"), row(1, "b", "x"), row(2, "c", "x"), row(2, "d", "x"));
    came(SECOND, row(0, "7", "x"), row(1, "8", LONG), row(2, "9", "x"));

    assertThat(files(0, 3, 3000))
        .extracting(SeveralLookupPartsTest::shown)
        .containsExactly("1, 3, 1", "none", "2, 3, 1");
  }

  @Test
  void aFileWhoseFirstLookupTakesTooMuchGetsNoneAndTheNextIsRight() {
    came(FIRST, row(0, "a", LONG), row(1, "b", "x"));
    came(SECOND, row(0, "7", "x"), row(0, "8", "x"), row(1, "9", "x"));

    assertThat(files(0, 2, 3000))
        .extracting(SeveralLookupPartsTest::shown)
        .containsExactly("none", "1, 3, 1");
  }

  @Test
  void theRoomIsSharedByTheLookupsOverTheBound() {
    came(FIRST, row(0, "a", LONG));
    came(SECOND, row(0, "7", LONG));
    long one = bytes(merchant, "a", LONG);
    long both = one + bytes(account, "7", LONG);

    assertThat(files(0, 1, both).get(0).lookups()).isPresent();
    assertThat(files(0, 1, both - 1).get(0).lookups()).isEmpty();
    assertThat(files(0, 1, one).get(0).lookups()).isEmpty();
  }
}
