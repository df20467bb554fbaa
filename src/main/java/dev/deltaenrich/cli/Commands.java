package dev.deltaenrich.cli;

import dev.deltaenrich.engine.FailureTranslator;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.failure.ExitCode;
import dev.deltaenrich.report.Result;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the command that the words name, runs it, and says how it ended. */
public final class Commands {
  private static final Logger LOG = LoggerFactory.getLogger(Commands.class);
  private static final List<Command> ALL =
      List.of(
          new EnrichCommand(),
          new PlanCommand(),
          new VerifyCommand(),
          new CheckCommand(),
          new BootstrapCommand());

  private Commands() {}

  /** Runs {@code args} with the process's own streams and returns the exit code. Never throws. */
  public static int run(String... args) {
    return run(args, System.out, System.err);
  }

  /**
   * Runs {@code args} and returns the exit code. Never throws.
   *
   * @param out gets the result and nothing else
   * @param err gets usage errors and the one line of a failure
   */
  public static int run(String[] args, PrintStream out, PrintStream err) {
    boolean json = Arrays.asList(args).contains("--json");
    ResultPrinter printer = new ResultPrinter(out, err, json);
    try {
      return runChecked(args, out, printer);
    } catch (Throwable e) {
      EnrichException failure = FailureTranslator.translate("run the command", e);
      LOG.debug("{}", failure.code(), e);
      if (failure.code() == ErrorCode.UNEXPECTED) {
        LOG.error("Unexpected failure", e);
      }
      printer.printFailure(failure);
      return failure.code().exitCode().value();
    }
  }

  private static int runChecked(String[] args, PrintStream out, ResultPrinter printer)
      throws Exception {
    if (args.length == 0) {
      throw usage("no command was given");
    }
    if (args[0].equals("--version")) {
      out.println("delta-enrich " + Version.current());
      return ExitCode.DONE.value();
    }
    if (args[0].equals("--help") || args[0].equals("-h") || args[0].equals("help")) {
      Help.print(out, ALL);
      return ExitCode.DONE.value();
    }
    Optional<Command> named =
        ALL.stream().filter(command -> command.name().equals(args[0])).findFirst();
    Command command = named.orElseGet(() -> positional(args));
    String[] rest = named.isPresent() ? Arrays.copyOfRange(args, 1, args.length) : args;
    return run(command, rest, out, printer);
  }

  private static int run(Command command, String[] args, PrintStream out, ResultPrinter printer)
      throws Exception {
    Options options = CommonOptions.with(command.options());
    if (Arrays.stream(args).anyMatch(word -> word.equals("--help") || word.equals("-h"))) {
      Help.print(out, command, options);
      return ExitCode.DONE.value();
    }
    CommandLine line = parse(command, options, args);
    Result result = command.run(line);
    printer.print(command.name(), result);
    return result.exitCode().value();
  }

  private static CommandLine parse(Command command, Options options, String[] args) {
    CommandLine line;
    try {
      line = new DefaultParser(false).parse(options, args);
    } catch (ParseException e) {
      throw usage("%s; '%s --help' lists its options".formatted(e.getMessage(), command.name()));
    }
    List<String> words = line.getArgList();
    boolean takesPaths = !command.arguments().isEmpty();
    if (!words.isEmpty() && !(takesPaths && words.size() == 2)) {
      throw usage(
          "%s takes %s, not %s"
              .formatted(
                  command.name(),
                  takesPaths ? "two paths or none" : "no arguments",
                  String.join(" ", words)));
    }
    return line;
  }

  /** Two paths without a command are what the job was started with before there were commands. */
  private static Command positional(String[] args) {
    boolean path = args[0].contains("/") || args[0].contains(":");
    if (path || args[0].startsWith("-")) {
      return ALL.get(0);
    }
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    String nearest =
        ALL.stream()
            .map(Command::name)
            .min(Comparator.comparing(name -> distance.apply(args[0], name)))
            .orElseThrow();
    throw usage("there is no command '%s'; did you mean '%s'?".formatted(args[0], nearest));
  }

  private static EnrichException usage(String problem) {
    return new EnrichException(
        ErrorCode.USAGE, "Cannot understand the command line: " + problem + "; try --help");
  }
}
