package dev.deltaenrich.cli;

import dev.deltaenrich.report.Result;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** What a user can type after the program's name. */
interface Command {
  /** One word, or several with a space between them. */
  String name();

  /** One line for the list of commands. */
  String summary();

  /** What {@code --help} says below the usage line; several lines. */
  String description();

  /** How its arguments are written: those of most commands; empty where it takes none. */
  default String arguments() {
    return "[RAW TARGET]";
  }

  /** Its own options, beside the common ones. */
  default Options options() {
    return new Options();
  }

  /**
   * Does it.
   *
   * @throws dev.deltaenrich.failure.EnrichException when it cannot be done
   */
  Result run(CommandLine line) throws Exception;
}
