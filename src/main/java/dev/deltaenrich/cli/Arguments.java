package dev.deltaenrich.cli;

import dev.deltaenrich.config.ExposedSecrets;
import dev.deltaenrich.config.Nearest;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;

/**
 * Reads the words after a command's name. Its failures never repeat a word that is no option's
 * name: a secret in the wrong place must not reach a log.
 */
final class Arguments {
  private Arguments() {}

  /**
   * @throws EnrichException USAGE, or SECRET_EXPOSED for an option such as {@code --password}
   */
  static CommandLine parse(Command command, Options options, String[] args) {
    CommandLine line;
    try {
      // Without guessing: an abbreviated option would change its meaning with the next new one.
      line = new DefaultParser(false).parse(options, args);
    } catch (UnrecognizedOptionException e) {
      throw unknownOption(command, options, e.getOption());
    } catch (MissingArgumentException e) {
      Option option = e.getOption();
      throw usage(
          "--%s needs %s after it".formatted(option.getLongOpt(), option.getArgName()), command);
    } catch (ParseException e) {
      throw usage(e.getMessage(), command);
    }
    requireWords(command, line.getArgList().size());
    return line;
  }

  private static void requireWords(Command command, int words) {
    boolean takesPaths = !command.arguments().isEmpty();
    if (words == 0 || takesPaths && words == 2) {
      return;
    }
    throw usage(
        "%s takes %s, not %s; a value with spaces needs quotes"
            .formatted(
                command.name(),
                takesPaths ? "two paths or none" : "options only",
                words == 1 ? "one word" : words + " words"),
        command);
  }

  private static EnrichException unknownOption(Command command, Options options, String word) {
    String name = word.startsWith("--") ? word.split("=", 2)[0] : word.substring(0, 2);
    if (ExposedSecrets.isSecretKey(name)) {
      return new EnrichException(
          ErrorCode.SECRET_EXPOSED,
          "Cannot take the option %s: ps shows arguments to everyone; %s instead"
              .formatted(name, ExposedSecrets.remedy(name)));
    }
    List<String> known =
        options.getOptions().stream().map(option -> "--" + option.getLongOpt()).toList();
    return usage(
        "%s has no option %s (did you mean %s?)"
            .formatted(command.name(), name, Nearest.to(name, known)),
        command);
  }

  private static EnrichException usage(String problem, Command command) {
    return new EnrichException(
        ErrorCode.USAGE,
        "Cannot understand the command line: %s; '%s --help' lists its options"
            .formatted(problem, command.name()));
  }
}
