package dev.deltaenrich.bootstrap;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A CSV file of merchants: a header line with the columns merchant_id, merchant_name and category
 * in any order, then one merchant a record. Rows that do not fit the table are put aside and
 * reading goes on. Holds one row in memory. Not thread-safe.
 */
final class MerchantFile implements Closeable {
  private static final List<String> COLUMNS =
      List.of(ReferenceTable.MERCHANT_ID, ReferenceTable.MERCHANT_NAME, ReferenceTable.CATEGORY);

  private final CsvReader csv;
  private final ReferenceTable table;
  private final BadRows bad;
  private final int[] positions;

  private MerchantFile(CsvReader csv, ReferenceTable table, BadRows bad, int[] positions) {
    this.csv = csv;
    this.table = table;
    this.bad = bad;
    this.positions = positions;
  }

  /**
   * Opens {@code file} and reads its header.
   *
   * @param table whose limits rows must keep
   * @param bad gets the rows that do not
   * @throws EnrichException LOOKUP_FILE, if the header is not the one expected
   */
  static MerchantFile open(Path file, ReferenceTable table, BadRows bad) throws IOException {
    CsvReader csv = CsvReader.open(file);
    try {
      return new MerchantFile(csv, table, bad, positions(file, csv.next()));
    } catch (IOException | RuntimeException e) {
      csv.close();
      throw e;
    }
  }

  private static int[] positions(Path file, CsvRow header) {
    List<String> names = header == null ? List.of() : header.fields();
    boolean right =
        header != null
            && header.fault() == null
            && names.size() == COLUMNS.size()
            && !names.contains(null)
            && Set.copyOf(names).equals(Set.copyOf(COLUMNS));
    if (!right) {
      throw new EnrichException(
          ErrorCode.LOOKUP_FILE,
          ("Cannot load %s: its first line is %s, but must name the columns %s, each once, in"
                  + " any order; nothing was loaded, correct the file and load it again")
              .formatted(
                  file,
                  header == null ? "missing" : "'" + Shown.text(String.valueOf(names)) + "'",
                  String.join(", ", COLUMNS)));
    }
    return COLUMNS.stream().mapToInt(names::indexOf).toArray();
  }

  /** The next row that fits, or null at the end of the file. */
  Merchant next() throws IOException {
    for (CsvRow row = csv.next(); row != null; row = csv.next()) {
      if (row.fault() != null) {
        bad.add(row.line(), row.fault());
      } else if (row.fields().size() != COLUMNS.size()) {
        bad.add(
            row.line(), "%d fields instead of %d".formatted(row.fields().size(), COLUMNS.size()));
      } else {
        Merchant merchant = merchant(row);
        List<String> problems = problems(merchant);
        if (problems.isEmpty()) {
          return merchant;
        }
        bad.add(row.line(), String.join(", ", problems));
      }
    }
    return null;
  }

  private Merchant merchant(CsvRow row) {
    return new Merchant(
        row.line(),
        row.fields().get(positions[0]),
        row.fields().get(positions[1]),
        row.fields().get(positions[2]));
  }

  private List<String> problems(Merchant merchant) {
    List<String> problems = new ArrayList<>(0);
    if (merchant.id() == null || merchant.id().isEmpty()) {
      problems.add("merchant_id is missing");
    }
    if (merchant.name() == null) {
      problems.add("merchant_name is missing");
    }
    tooLong(ReferenceTable.MERCHANT_ID, merchant.id(), problems);
    tooLong(ReferenceTable.MERCHANT_NAME, merchant.name(), problems);
    tooLong(ReferenceTable.CATEGORY, merchant.category(), problems);
    return problems;
  }

  /** PostgreSQL counts characters as code points. */
  private void tooLong(String column, String value, List<String> problems) {
    int longest = table.longest(column);
    if (value == null || value.length() <= longest) {
      return;
    }
    int length = value.codePointCount(0, value.length());
    if (length > longest) {
      problems.add("%s has %,d characters, at most %d fit".formatted(column, length, longest));
    }
  }

  @Override
  public void close() throws IOException {
    csv.close();
  }
}
