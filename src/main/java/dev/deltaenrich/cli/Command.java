package dev.deltaenrich.cli;

import dev.deltaenrich.report.Result;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** What a user can type after the program's name. */
abstract class Command {
  private final String name;
  private final String summary;
  private final String description;

  /**
   * @param name one word, or several with a space between them
   * @param summary one line for the list of commands
   * @param description what {@code --help} says below the usage line; several lines
   */
  Command(String name, String summary, String description) {
    this.name = name;
    this.summary = summary;
    this.description = description;
  }

  final String name() {
    return name;
  }

  final String summary() {
    return summary;
  }

  final String description() {
    return description;
  }

  /** How its arguments are written: those of most commands; empty where it takes none. */
  String arguments() {
    return "[RAW TARGET]";
  }

  /** Its own options, beside the common ones. */
  Options options() {
    return new Options();
  }

  /** An option that is there or not. */
  static Option flag(String name, String description) {
    return Option.builder().longOpt(name).desc(description).build();
  }

  /** An option with a value, which help calls {@code argument}. */
  static Option valued(String name, String argument, String description) {
    return Option.builder().longOpt(name).hasArg().argName(argument).desc(description).build();
  }

  /**
   * Does it.
   *
   * @throws dev.deltaenrich.failure.EnrichException when it cannot be done
   */
  abstract Result run(CommandLine line) throws Exception;
}
