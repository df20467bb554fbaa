package dev.deltaenrich.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a result shows to people: a heading, named figures, tables and closing notes, in that order.
 *
 * @param heading one line
 * @param figures name to value, in order
 * @param tables tables, in order
 * @param notes closing lines
 */
public record Report(
    String heading, Map<String, String> figures, List<Table> tables, List<String> notes) {
  /** Copies what it is given. */
  public Report {
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    tables = List.copyOf(tables);
    notes = List.copyOf(notes);
  }

  /**
   * A table.
   *
   * @param title one line above it
   * @param header column names
   * @param rows cells, as many as the header has; a null cell is shown as {@code null}
   */
  public record Table(String title, List<String> header, List<List<String>> rows) {
    /** Copies the lists. */
    public Table {
      header = List.copyOf(header);
      // List.copyOf refuses null cells.
      rows = rows.stream().map(row -> Collections.unmodifiableList(new ArrayList<>(row))).toList();
      for (List<String> row : rows) {
        if (row.size() != header.size()) {
          throw new IllegalArgumentException(
              "table '%s' has %d columns, and a row of %d cells"
                  .formatted(title, header.size(), row.size()));
        }
      }
    }
  }

  /** Starts a report. */
  public static Builder titled(String heading) {
    return new Builder(heading);
  }

  /** Gathers a report's parts. Not thread-safe. */
  public static final class Builder {
    private final String heading;
    private final Map<String, String> figures = new LinkedHashMap<>();
    private final List<Table> tables = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private Builder(String heading) {
      this.heading = heading;
    }

    /** Adds a named figure. */
    public Builder figure(String name, Object value) {
      figures.put(name, String.valueOf(value));
      return this;
    }

    /** Adds a table. */
    public Builder table(String title, List<String> header, List<List<String>> rows) {
      tables.add(new Table(title, header, rows));
      return this;
    }

    /** Adds a closing line. */
    public Builder note(String note) {
      notes.add(note);
      return this;
    }

    /** The report. */
    public Report build() {
      return new Report(heading, figures, tables, notes);
    }
  }
}
