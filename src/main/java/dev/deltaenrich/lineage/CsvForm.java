package dev.deltaenrich.lineage;

import dev.deltaenrich.config.LookupSettings;
import dev.deltaenrich.config.NewColumn;
import dev.deltaenrich.config.Settings;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What stands in a file of keys that someone fills in.
 *
 * @param header the columns' names
 * @param afterKey what stands after a key
 * @param longestKey the most code points of a key
 * @param emptyKeys whether the table takes a key that is an empty text
 */
record CsvForm(String header, String afterKey, int longestKey, boolean emptyKeys) {
  /** As {@code bootstrap --lookup-file} loads it. A name may be empty but not missing. */
  static final CsvForm MERCHANTS =
      new CsvForm("merchant_id,merchant_name,category", ",\"\",", LookupCsv.LONGEST_KEY, false);

  private static final String MERCHANTS_TABLE = "merchant_lookup";
  private static final String MERCHANTS_KEY = "merchant_id";

  /**
   * That of a lookup. With names, only one of them can have the merchants' table: the others have
   * their key column and the columns that are looked up, as {@code \copy} loads them.
   */
  static CsvForm of(LookupSettings lookup) {
    if (isMerchants(lookup)) {
      return MERCHANTS;
    }
    List<String> columns =
        Stream.concat(
                Stream.of(lookup.key()),
                lookup.rule().columns().stream().map(NewColumn::lookupColumn))
            .distinct()
            .toList();
    return new CsvForm(
        columns.stream().map(CsvForm::field).collect(Collectors.joining(",")),
        ",".repeat(columns.size() - 1),
        Integer.MAX_VALUE,
        true);
  }

  /** A lookup without a name always had bootstrap's file. */
  private static boolean isMerchants(LookupSettings lookup) {
    return lookup.name().isEmpty()
        || (isMerchants(lookup.table()) && lookup.key().equals(MERCHANTS_KEY));
  }

  /** Whether a table is the one that bootstrap loads. */
  static boolean isMerchants(String table) {
    return table.equals(MERCHANTS_TABLE) || table.endsWith("." + MERCHANTS_TABLE);
  }

  /**
   * Makes sure that a file can be written for the lookup of the settings.
   *
   * @throws EnrichException USAGE where there are several, or its key is composite
   */
  static void requireOne(Settings settings) {
    if (settings.lookups().size() > 1) {
      throw refused(
          "",
          "the settings name %s, and a file is for one lookup; add --lookup NAME"
              .formatted(LookupChoice.names(settings)));
    }
    LookupSettings lookup = settings.lookup();
    if (lookup.keys().size() == 1) {
      return;
    }
    if (lookup.name().isEmpty()) {
      throw refused(
          "",
          "raw.key is %s, and bootstrap loads keys of one column; leave --csv out, and take the keys from --json"
              .formatted(lookup.rule().rawKey()));
    }
    throw refused(
        "of the lookup %s ".formatted(lookup.name()),
        "its key is %s, and a file has keys of one column; leave --csv out, and take the keys from --json"
            .formatted(lookup.rule().rawKey()));
  }

  private static EnrichException refused(String ofLookup, String why) {
    return new EnrichException(
        ErrorCode.USAGE, "Cannot write unknown keys %sto a file: %s".formatted(ofLookup, why));
  }

  /** PostgreSQL has no NUL in texts and counts code points; U+FFFF stands for bytes of no text. */
  boolean takes(String key) {
    return (emptyKeys || !key.isEmpty())
        && key.indexOf('\0') < 0
        && key.indexOf('\uFFFF') < 0
        && key.codePointCount(0, key.length()) <= longestKey;
  }

  /** A key's line, without its end. */
  String line(String key) {
    return quoted(key) + afterKey;
  }

  private static String field(String name) {
    return name.matches("[^,\"\r\n]*") ? name : quoted(name);
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\"", "\"\"") + "\"";
  }
}
