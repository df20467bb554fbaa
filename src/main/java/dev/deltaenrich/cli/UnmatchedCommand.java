package dev.deltaenrich.cli;

import dev.deltaenrich.config.Settings;
import dev.deltaenrich.engine.Sessions;
import dev.deltaenrich.lineage.LookupChoice;
import dev.deltaenrich.lineage.LookupCsv;
import dev.deltaenrich.lineage.UnmatchedList;
import dev.deltaenrich.report.Result;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** {@code unmatched}: the keys that the lookup had no row for. */
final class UnmatchedCommand extends Command {
  private static final String CSV = "csv";
  private static final String LOOKUP = "lookup";
  private static final long DEFAULT_LIMIT = 20;
  private static final NumberOption LIMIT =
      new NumberOption("limit", "name so many keys at most (default: 20)", 1, 100_000);

  UnmatchedCommand() {
    super(
        "unmatched",
        "list the keys that the lookup had no row for",
        """
        Lists the unknown keys of the curated table at its newest version, the most frequent first,
        with the number of rows that have each. A key is unknown when the lookup snapshot with which
        its curated file was made has no row for it, compared as lookup.match was then. A key that has
        a row is known, though its values be null. Rows without a key are not counted.

        Keys that the lookup.match of the settings does not tell apart are one, in its most frequent
        spelling. First seen and last seen are the times at which raw's log says that the oldest and
        the newest raw file behind the key's curated files were written; where a curated file was
        made of several raw files, its key may be in any of them. OPTIMIZE of raw writes its files
        anew. Where tags of an earlier version have no times, those of the other files are shown.

        Where lookups have names, each is told by itself, and --lookup NAME tells one alone. Files
        that were made without a lookup are counted apart for it.

        With --csv, all keys go to FILE as CSV that bootstrap --lookup-file loads, with names and
        categories empty. Fill in categories, delete lines without one, load the file, and run
        enrich: it makes the files of these keys again and no others. Each line needs a name or "".
        Left out, and counted, are keys that the table merchant_lookup does not take as bootstrap
        makes it: empty ones, those with NUL, and those of more than 50 characters.

        Of several lookups --csv needs --lookup NAME. FILE has the columns above where that lookup's
        table is merchant_lookup. For another table it has the table's key column and the columns
        that are looked up, empty, for psql's \\copy TABLE (COLUMNS) FROM FILE CSV HEADER.

        Files are counted apart where the lookup snapshot is no longer kept, the rule no longer
        recorded, or another program wrote the file. Reads the target's log and key column and the
        lookup history; PostgreSQL is not asked. Writes nothing but FILE.
        """);
  }

  @Override
  Options options() {
    return new Options()
        .addOption(
            valued(
                CSV,
                "FILE",
                "write all keys to FILE, for bootstrap --lookup-file; FILE is replaced"))
        .addOption(LIMIT.option())
        .addOption(
            valued(
                LOOKUP,
                "NAME",
                "list the unknown keys of this lookup alone, of those that lookups names"));
  }

  @Override
  Result run(CommandLine line) {
    int limit = (int) LIMIT.of(line, this).orElse(DEFAULT_LIMIT);
    Optional<LookupCsv> csv = Optional.ofNullable(line.getOptionValue(CSV)).map(LookupCsv::at);
    Settings all = CommonOptions.settings(line);
    Settings settings =
        Optional.ofNullable(line.getOptionValue(LOOKUP))
            .map(name -> LookupChoice.of(all, name))
            .orElse(all);
    return new UnmatchedList(Sessions.open("delta-enrich unmatched"), settings).list(limit, csv);
  }
}
