package dev.deltaenrich.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvReaderTest {
  @TempDir Path folder;

  @Test
  void tellsNullFromAnEmptyString() throws IOException {
    assertThat(read("a,,\"\"\n")).containsExactly(row(1, "a", null, ""));
  }

  @Test
  void keepsSpacesQuotesCommasAndLineBreaksOfQuotedFields() throws IOException {
    assertThat(read("\" a \",\"say \"\"hi\"\", you\",\"x\r\ny\n\nz\"\r\nnext,2\n"))
        .containsExactly(row(1, " a ", "say \"hi\", you", "x\r\ny\n\nz"), row(5, "next", "2"));
  }

  @Test
  void countsLinesOverEmbeddedLineBreaksAndBlankLines() throws IOException {
    assertThat(read("a\n\n\r\n\"b\nb\"\nc"))
        .containsExactly(row(1, "a"), row(4, "b\nb"), row(6, "c"));
  }

  @Test
  void skipsAByteOrderMark() throws IOException {
    assertThat(read("\uFEFFa,b\n")).containsExactly(row(1, "a", "b"));
  }

  @Test
  void readsAnEmptyFileAsNoRecords() throws IOException {
    assertThat(read("")).isEmpty();
    assertThat(read("\n\r\n")).isEmpty();
  }

  @Test
  void keepsAFieldAfterATrailingComma() throws IOException {
    assertThat(read("a,")).containsExactly(row(1, "a", null));
  }

  @Test
  void goesOnWithTheNextLineAfterAFault() throws IOException {
    List<CsvRow> rows = read("a\"b,1\n\"c\"d,2\ne,3\n");
    assertThat(rows).extracting(CsvRow::line).containsExactly(1L, 2L, 3L);
    assertThat(rows)
        .extracting(CsvRow::fault)
        .containsExactly(
            "a double quote stands inside a field that does not start with one",
            "text follows a closing double quote",
            null);
    assertThat(rows.get(2).fields()).containsExactly("e", "3");
  }

  @Test
  void namesTheLineOnWhichAnUnclosedQuoteStarts() throws IOException {
    List<CsvRow> rows = read("a,1\nb,\"2\nc,3\n");
    assertThat(rows.get(1).line()).isEqualTo(2);
    assertThat(rows.get(1).fault())
        .isEqualTo("a double quote is not closed before the end of the file");
  }

  @Test
  void faultsBytesThatAreNoUtf8ButNotTheReplacementCharacter() throws IOException {
    Path file = folder.resolve("latin1.csv");
    Files.write(file, "ok,\uFFFD\n".getBytes(StandardCharsets.UTF_8));
    Files.write(
        file,
        "caf\u00e9,1\n".getBytes(StandardCharsets.ISO_8859_1),
        java.nio.file.StandardOpenOption.APPEND);
    List<CsvRow> rows = read(file);
    assertThat(rows.get(0)).isEqualTo(row(1, "ok", "\uFFFD"));
    assertThat(rows.get(1).fault()).isEqualTo("its bytes are no valid UTF-8");
  }

  @Test
  void cutsOffAFieldWithoutEnd() throws IOException {
    List<CsvRow> rows = read("x".repeat(CsvReader.LONGEST_FIELD + 5) + "\nb\n");
    assertThat(rows.get(0).fault()).isEqualTo("a field has more than 1,048,576 characters");
    assertThat(rows.get(1)).isEqualTo(row(2, "b"));
  }

  private static CsvRow row(long line, String... fields) {
    return new CsvRow(line, Arrays.asList(fields), null);
  }

  private List<CsvRow> read(String text) throws IOException {
    Path file = folder.resolve("test.csv");
    Files.writeString(file, text);
    return read(file);
  }

  private static List<CsvRow> read(Path file) throws IOException {
    List<CsvRow> rows = new ArrayList<>();
    try (CsvReader csv = CsvReader.open(file)) {
      for (CsvRow row = csv.next(); row != null; row = csv.next()) {
        rows.add(row);
      }
    }
    return rows;
  }
}
