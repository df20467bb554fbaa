package dev.deltaenrich.splice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.config.KeyMatch;
import dev.deltaenrich.config.KeyType;
import dev.deltaenrich.config.Period;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.plan.MatchCounts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The times of rows, as files store them, against the periods of a lookup. */
class RowTimesTest {
  private static final long DAY = 86_400_000_000L;
  private static final long NOON = DAY / 2;
  private static final int JULIAN_EPOCH = 2_440_588;

  @TempDir java.nio.file.Path folder;

  /** Key 'a' has a gap from day 20 to 30; 'b' has no bounds; 'c' ends on day 10, before 1970. */
  private static Map<String, Object[]> rows() {
    Map<String, Object[]> rows = new LinkedHashMap<>();
    rows.put(new Period(10 * DAY, 20 * DAY).after("a"), new Object[] {"a1"});
    rows.put(Period.ALWAYS.after("b"), new Object[] {"b"});
    rows.put(new Period(30 * DAY, Long.MAX_VALUE).after("a"), new Object[] {"a2"});
    rows.put(new Period(Long.MIN_VALUE, -10 * DAY).after("c"), new Object[] {"c"});
    return rows;
  }

  private static SpliceRule rule(Map<String, Object[]> rows) {
    return new SpliceRule(
        "k",
        List.of(AddedColumn.of("category", ValueType.STRING)),
        KeyMatch.EXACT,
        rows,
        new Object[] {"-"},
        RowValidity.IN_PERIOD);
  }

  private static String expected(String key, Long micros) {
    if (key == null || micros == null) {
      return "-";
    }
    return rows().entrySet().stream()
        .filter(row -> Period.keyOf(row.getKey()).equals(key))
        .filter(row -> Period.of(row.getKey()).has(micros))
        .map(row -> (String) row.getValue()[0])
        .findFirst()
        .orElse("-");
  }

  private static void add(Group row, String column, long micros) {
    if (column.startsWith("int96")) {
      ByteBuffer bytes = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
      bytes.putLong(Math.floorMod(micros, DAY) * 1000);
      bytes.putInt((int) Math.floorDiv(micros, DAY) + JULIAN_EPOCH);
      row.add("t", Binary.fromConstantByteArray(bytes.array()));
    } else if (column.contains("DATE")) {
      row.add("t", (int) Math.floorDiv(micros, DAY));
    } else if (column.contains("MILLIS")) {
      row.add("t", Math.floorDiv(micros, 1000));
    } else {
      row.add("t", column.contains("NANOS") ? micros * 1000 + 999 : micros);
    }
  }

  private Path write(
      String column,
      List<String> keys,
      List<Long> times,
      WriterVersion version,
      boolean dictionary,
      Map<String, String> notes)
      throws IOException {
    MessageType schema =
        MessageTypeParser.parseMessageType(
            "message raw { optional binary k (STRING); optional %s; }".formatted(column));
    Path file = new Path(folder.toUri().getPath(), "raw.parquet");
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(file)
            .withConf(RawFile.CONF)
            .withType(schema)
            .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
            .withWriterVersion(version)
            .withDictionaryEncoding(dictionary)
            .withPageRowCountLimit(70)
            .withExtraMetaData(notes)
            .build()) {
      for (int i = 0; i < keys.size(); i++) {
        Group row = new SimpleGroup(schema);
        if (keys.get(i) != null) {
          row.add("k", keys.get(i));
        }
        if (times.get(i) != null) {
          add(row, column, times.get(i));
        }
        writer.write(row);
      }
    }
    return file;
  }

  private static Spliced splice(Path file, SpliceRule rule, SourceKey.Time time) throws Exception {
    Splicer splicer =
        new Splicer(
            RawFile.CONF,
            List.of(PreparedLookup.of(rule)),
            new SourceColumns(null, List.of("category")));
    SourceKey key =
        new SourceKey(List.of(SourceKey.Part.inColumn(List.of("k"), KeyType.TEXT, 0)), time);
    return Spliced.of(file, splicer.open(file, Spliced.bytes(file), List.of(key)));
  }

  private static SourceKey.Time inColumn(ZoneId zone) {
    return new SourceKey.Time(SourceKey.Part.inColumn(List.of("t"), KeyType.TIME, 0), zone);
  }

  private static List<String> categories(Spliced spliced) throws IOException {
    List<String> found = new ArrayList<>();
    for (Group row : RawFile.read(spliced.target())) {
      found.add(row.getString("category", 0));
    }
    return found;
  }

  /** Bounds to the microsecond, times before 1970, keys and times that are null. */
  private static List<Long> times(boolean days) {
    List<Long> times = new ArrayList<>();
    for (long day : new long[] {-40, -11, -10, 0, 9, 10, 19, 20, 29, 30, 31, 40_000}) {
      times.add(day * DAY);
      if (!days) {
        times.add(day * DAY - 1_000);
        times.add(day * DAY + NOON);
      }
    }
    times.add(null);
    return times;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "int64 t (TIMESTAMP(MICROS, true))",
        "int64 t (TIMESTAMP(MILLIS, true))",
        "int64 t (TIMESTAMP(NANOS, true))",
        "int64 t (TIMESTAMP(MICROS, false))",
        "int96 t",
        "int32 t (DATE)"
      })
  void timesAreReadInEveryFormAndEncoding(String column) throws Exception {
    List<String> keys = new ArrayList<>();
    List<Long> times = new ArrayList<>();
    for (Long time : times(column.contains("DATE"))) {
      for (String key : new String[] {"a", "b", "c", "unknown", null}) {
        keys.add(key);
        times.add(time);
      }
    }
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      expected.add(expected(keys.get(i), times.get(i)));
    }
    for (WriterVersion version : WriterVersion.values()) {
      for (boolean dictionary : new boolean[] {true, false}) {
        Path file = write(column, keys, times, version, dictionary, Map.of());

        Spliced spliced = splice(file, rule(rows()), inColumn(null));

        assertThat(categories(spliced)).isEqualTo(expected);
        MatchCounts counts = spliced.tail().counts().get(0);
        int each = keys.size() / 5;
        assertThat(counts.nullKey()).isEqualTo(each);
        assertThat(counts.unknownKey()).isEqualTo(each);
        assertThat(counts.nullTime()).isEqualTo(3);
        assertThat(counts.matched())
            .isEqualTo(expected.stream().filter(it -> !it.equals("-")).count());
        assertThat(counts.outsideValidity()).isEqualTo(3L * each - 3 - counts.matched());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Europe/Berlin, 1970-01-10T22:59:59.999999Z, -",
    "Europe/Berlin, 1970-01-10T23:00:00Z, -",
    "Europe/Berlin, 1970-01-11T00:00:00Z, a1",
    "America/New_York, 1970-01-10T19:00:00Z, a1",
    "America/New_York, 1970-01-10T18:59:59Z, -"
  })
  void timesWithoutAZoneAreOfTheZoneThatIsSet(String zone, String shown, String category)
      throws Exception {
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(shown));
    Path file =
        write(
            "int64 t (TIMESTAMP(MICROS, false))",
            List.of("a"),
            List.of(zone.startsWith("Europe") ? micros + 3_600_000_000L : micros),
            WriterVersion.PARQUET_1_0,
            true,
            Map.of());

    assertThat(categories(splice(file, rule(rows()), inColumn(ZoneId.of(zone)))))
        .containsExactly(category);
  }

  @Test
  void allRowsMayHaveOneTimeOrNone() throws Exception {
    Path file =
        write(
            "int32 t (DATE)",
            List.of("a", "b", "c"),
            List.of(0L, 0L, 0L),
            WriterVersion.PARQUET_1_0,
            true,
            Map.of());
    SourceKey.Part day15 = SourceKey.Part.ofAllRows(KeyType.TIME.text(15 * DAY), 0);
    SourceKey.Part none = SourceKey.Part.ofAllRows(null, 0);

    assertThat(categories(splice(file, rule(rows()), new SourceKey.Time(day15, null))))
        .containsExactly("a1", "b", "-");
    assertThat(categories(splice(file, rule(rows()), new SourceKey.Time(none, null))))
        .containsExactly("-", "-", "-");
  }

  @ParameterizedTest
  @CsvSource({
    "int64 t, INT64",
    "binary t (STRING), BINARY",
    "int32 t, INT32",
    "int64 t (TIME(MICROS;true)), INT64 (TIME_MICROS)"
  })
  void whatIsNoTimeIsRefused(String column, String stored) throws Exception {
    Path file =
        write(
            column.replace(';', ','),
            List.of("a"),
            java.util.Collections.singletonList(null),
            WriterVersion.PARQUET_1_0,
            true,
            Map.of());

    assertThatThrownBy(() -> splice(file, rule(rows()), inColumn(null)))
        .isInstanceOf(NotSpliceableException.class)
        .hasMessage("its key 't' is not a time, but " + stored.replace("BINARY", "BYTE_ARRAY"));
  }

  @ParameterizedTest
  @CsvSource({
    "org.apache.spark.legacyDateTime, ''",
    "org.apache.spark.legacyINT96, ''",
    "org.apache.spark.version, 2.4.8"
  })
  void timesOfAnotherCalendarAreRefused(String note, String value) throws Exception {
    Path file =
        write(
            "int96 t",
            List.of("a"),
            List.of(0L),
            WriterVersion.PARQUET_1_0,
            true,
            Map.of(note, value));

    assertThatThrownBy(() -> splice(file, rule(rows()), inColumn(null)))
        .isInstanceOf(NotSpliceableException.class)
        .hasMessageContaining("counts old days by the Julian calendar");
  }

  @Test
  void rowsOfOneKeyThatAreValidAtOneTimeAreRefused() {
    Map<String, Object[]> rows = rows();
    rows.put(new Period(19 * DAY, 25 * DAY).after("a"), new Object[] {"late"});

    assertThatThrownBy(() -> PreparedLookup.of(rule(rows)))
        .isInstanceOfSatisfying(
            EnrichException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.LOOKUP_DUPLICATES))
        .hasMessageContaining(
            "'a': rows of the lookup are valid at the same time, from 1970-01-11T00:00:00Z to 1970-01-21T00:00:00Z and from 1970-01-20T00:00:00Z to 1970-01-26T00:00:00Z");
  }
}
