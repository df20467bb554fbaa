package dev.deltaenrich.cli;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.util.OptionalLong;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;

/**
 * An option that takes a whole number.
 *
 * @param name without its dashes
 * @param description what it does, for {@code --help}
 * @param least the least number it takes
 * @param most the greatest
 */
record NumberOption(String name, String description, long least, long most) {
  /** For the parser. */
  Option option() {
    return Command.valued(name, "N", description);
  }

  /**
   * The number that was given; empty where none was.
   *
   * @throws EnrichException USAGE; the word is not repeated, it may be anything
   */
  OptionalLong of(CommandLine line, Command command) {
    String word = line.getOptionValue(name);
    if (word == null) {
      return OptionalLong.empty();
    }
    try {
      long number = Long.parseLong(word);
      if (number >= least && number <= most) {
        return OptionalLong.of(number);
      }
    } catch (NumberFormatException e) {
      // No number is as wrong as one that is out of bounds.
    }
    throw new EnrichException(
        ErrorCode.USAGE,
        "Cannot understand the command line: --%s needs a whole number from %d to %d after it; '%s --help' lists its options"
            .formatted(name, least, most, command.name()));
  }
}
