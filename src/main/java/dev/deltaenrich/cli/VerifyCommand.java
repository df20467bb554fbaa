package dev.deltaenrich.cli;

import dev.deltaenrich.config.Settings;
import dev.deltaenrich.engine.Sessions;
import dev.deltaenrich.report.Result;
import dev.deltaenrich.verify.TableVerifier;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** {@code verify}: proves that the curated table is what raw and lookup make. */
final class VerifyCommand extends Command {
  private static final NumberOption SECOND_READ_BYTES =
      new NumberOption(
          "second-read-bytes",
          "read files of so many bytes of each table by a second reader too (default: %d; 0: none)"
              .formatted(TableVerifier.SECOND_READ_BYTES),
          0,
          Long.MAX_VALUE);

  VerifyCommand() {
    super(
        "verify",
        "prove that the curated table is right",
        """
        Compares the curated table at target.path with the raw table and the lookup that its latest
        run recorded, each at the recorded version, by plain Spark SQL: the same number of rows, raw
        columns unchanged (an order-independent hash of all rows), every new value right. PostgreSQL
        is not asked. Writes nothing.

        Compares the rows of each file with its Parquet footer and the log of its table. Reads a
        sample of the files, all of a small table, a second time by parquet-java's record reader,
        and compares each value with the value that Spark reads.

        Where Delta does not read the raw table's log, such as one with a newer table feature, this
        program's own reader lists raw's files, and the result names the reason. Rows are compared
        all the same.

        Ends with 0 when all of this holds, else with 3 and the differences.
        """);
  }

  @Override
  Options options() {
    return new Options().addOption(SECOND_READ_BYTES.option());
  }

  @Override
  Result run(CommandLine line) {
    long secondReadBytes = SECOND_READ_BYTES.of(line, this).orElse(TableVerifier.SECOND_READ_BYTES);
    Settings settings = CommonOptions.settings(line);
    return new TableVerifier(Sessions.open("delta-enrich verify"), secondReadBytes)
        .verify(settings.targetPath());
  }
}
