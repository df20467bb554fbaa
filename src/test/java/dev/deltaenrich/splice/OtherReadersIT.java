package dev.deltaenrich.splice;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.deltaenrich.config.KeyMatch;
import dev.deltaenrich.services.OtherReaders;
import dev.deltaenrich.services.RequiresOtherReaders;
import dev.deltaenrich.splice.RawFile.Shape;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Spliced files as pyarrow, DuckDB and Polars read them: what stood in the raw file is there as
 * before, and the new columns hold the rule's values.
 */
@RequiresOtherReaders
class OtherReadersIT {
  private static final int RANDOM_FILES = 40;
  private static final int ROWS = 700;

  @TempDir java.nio.file.Path folder;

  @Test
  void eachReaderSeesTheRawColumnsAndTheNewOnes() throws Exception {
    List<Shape> shapes = SpliceMatrixTest.shapes();
    for (int i = 0; i < shapes.size(); i++) {
      spliceOfShape(shapes.get(i), new Random(i));
    }
    for (int seed = 0; seed < RANDOM_FILES; seed++) {
      RandomRaw raw = RandomRaw.write(file("random-" + seed), new Random(seed));
      splice(raw.path(), raw.keys(), new Random(seed));
    }

    String found =
        OtherReaders.get()
            .run("read_spliced.py", List.of(folder.toString()))
            .succeeded()
            .stdout()
            .strip();

    System.out.println(found);
    List<String> lines = found.lines().toList();
    JsonNode agreed = new ObjectMapper().readTree(lines.get(lines.size() - 1));
    for (String reader : List.of("pyarrow", "DuckDB", "Polars")) {
      // Polars, for one, does not know every encoding of a column that is none of ours.
      long refused = lines.stream().filter(line -> line.startsWith(reader + " refuses ")).count();
      assertThat(agreed.get(reader).asLong() + refused).isEqualTo(shapes.size() + RANDOM_FILES);
      assertThat(agreed.get(reader).asInt()).isGreaterThanOrEqualTo(shapes.size());
    }
  }

  private Path file(String name) {
    return new Path(folder.toUri().getPath(), name + ".parquet");
  }

  private void spliceOfShape(Shape shape, Random random) throws Exception {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      keys.add(!shape.required() && i % 9 == 0 ? null : "MER-" + random.nextInt(60));
    }
    String name =
        "%s-%s-%s-%s-%d"
            .formatted(
                shape.codec(),
                shape.version(),
                shape.dictionary() ? "dictionary" : "plain",
                shape.required() ? "required" : "optional",
                shape.groupBytes());
    splice(RawFile.write(file(name), shape, keys), keys, random);
  }

  private void splice(Path raw, List<String> keys, Random random) throws Exception {
    List<String> known =
        keys.stream()
            .filter(Objects::nonNull)
            .distinct()
            .filter(key -> random.nextInt(5) > 0)
            .toList();
    SpliceRule rule = AllTypes.rule(known, KeyMatch.EXACT, random, 500);
    Spliced.of(raw, rule);
    writeExpected(raw, keys, rule);
  }

  private static void writeExpected(Path raw, List<String> keys, SpliceRule rule)
      throws IOException {
    Map<String, List<Object>> columns = new LinkedHashMap<>();
    for (int i = 0; i < rule.columns().size(); i++) {
      List<Object> values = new ArrayList<>();
      for (String key : keys) {
        boolean known = key != null && rule.lookup().containsKey(key);
        values.add(plain((known ? rule.lookup().get(key) : rule.unmatched())[i]));
      }
      columns.put(rule.columns().get(i).name(), values);
    }
    String name = raw.getName().replace(".parquet", ".json");
    Files.writeString(
        Spliced.local(raw).resolveSibling(name), new ObjectMapper().writeValueAsString(columns));
  }

  /** As the script spells it. */
  private static Object plain(Object value) {
    if (value instanceof Instant instant) {
      return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    return value instanceof LocalDate date ? date.toString() : value;
  }
}
