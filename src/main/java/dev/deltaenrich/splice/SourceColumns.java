package dev.deltaenrich.splice;

import java.io.Serializable;
import java.util.List;

/**
 * Which columns of its source a spliced file has. Immutable.
 *
 * @param mapped the table's columns where files have them under other names: a spliced file then
 *     has these, by the names that the table shows, and no other; null where names are the same
 * @param leftOut where names are the same, columns right below the root that a spliced file does
 *     not have, in whatever case they are spelled
 */
public record SourceColumns(List<MappedColumn> mapped, List<String> leftOut)
    implements Serializable {
  /** All as they are. */
  static final SourceColumns ALL = new SourceColumns(null, List.of());

  /** Copies both. */
  public SourceColumns {
    mapped = mapped == null ? null : List.copyOf(mapped);
    leftOut = List.copyOf(leftOut);
  }

  /** The same columns of a file that was made of such sources, and has their shown names. */
  public SourceColumns ofSpliced() {
    return mapped == null
        ? this
        : new SourceColumns(mapped.stream().map(MappedColumn::asShown).toList(), leftOut);
  }

  /** The footer of a source as if it had these columns alone. */
  ThriftStruct of(ThriftStruct file) throws NotSpliceableException {
    return mapped == null
        ? ProjectedFooter.without(
            file, column -> leftOut.stream().anyMatch(column::equalsIgnoreCase))
        : ProjectedFooter.mapped(file, mapped);
  }
}
