package dev.deltaenrich.cli;

import dev.deltaenrich.config.Nearest;
import dev.deltaenrich.engine.BuildProperties;
import dev.deltaenrich.engine.FailureTranslator;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.failure.ExitCode;
import dev.deltaenrich.report.Result;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.cli.CommandLine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the command that the words name, runs it, and says how it ended. */
public final class Commands {
  private static final Logger LOG = LoggerFactory.getLogger(Commands.class);
  private static final Command ENRICH = new EnrichCommand();
  private static final List<Command> ALL =
      List.of(
          ENRICH,
          new PlanCommand(),
          new VerifyCommand(),
          new CheckCommand(),
          new RunsCommand(),
          new ExplainCommand(),
          new UnmatchedCommand(),
          new VacuumCommand(),
          new BootstrapCommand());

  private static final String NO_COMMAND = "no command was given; --help lists them";

  // The option parser takes one dash for two.
  private static final Set<String> JSON = Set.of("--json", "-json");
  private static final Set<String> HELP = Set.of("--help", "-help", "-h");

  private final List<Command> commands;
  private final PrintStream out;
  private final ResultPrinter printer;

  private Commands(List<Command> commands, PrintStream out, ResultPrinter printer) {
    this.commands = commands;
    this.out = out;
    this.printer = printer;
  }

  /** Runs {@code args} with the process's own streams and returns the exit code. Never throws. */
  public static int run(String... args) {
    // Numbers have the same digits everywhere: Delta formats the names of its log's files so, too.
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    // Java 17 prints in the locale's charset, which in a container is often ASCII: data would come
    // out as question marks.
    return run(
        args,
        new PrintStream(System.out, true, StandardCharsets.UTF_8),
        new PrintStream(System.err, true, StandardCharsets.UTF_8));
  }

  /**
   * Runs {@code args} and returns the exit code. Never throws.
   *
   * @param out gets the result and nothing else
   * @param err gets the one line of a failure
   */
  public static int run(String[] args, PrintStream out, PrintStream err) {
    return run(ALL, args, out, err);
  }

  /** The same with other commands to choose from. */
  static int run(List<Command> commands, String[] args, PrintStream out, PrintStream err) {
    boolean json = containsAny(args, JSON);
    ResultPrinter printer = new ResultPrinter(out, err, json);
    try {
      return new Commands(commands, out, printer).runChecked(args).value();
    } catch (Throwable e) {
      EnrichException failure = FailureTranslator.translate("run the command", e);
      if (failure.code() == ErrorCode.UNEXPECTED) {
        LOG.error("Unexpected failure", e);
      } else {
        LOG.debug("{}", failure.code(), e);
      }
      printer.printFailure(failure);
      return failure.code().exitCode().value();
    }
  }

  private ExitCode runChecked(String[] args) throws Exception {
    String first = args.length == 0 ? "" : args[0];
    if (first.isEmpty()) {
      throw usage(NO_COMMAND);
    }
    if (first.equals("--version")) {
      out.println("delta-enrich " + BuildProperties.version());
      return ExitCode.DONE;
    }
    if (first.equals("help") || HELP.contains(first)) {
      Help.print(out, commands);
      return ExitCode.DONE;
    }
    return runCommand(args);
  }

  private ExitCode runCommand(String[] args) throws Exception {
    Optional<Command> named = named(args);
    if (named.isEmpty()) {
      requirePathsOrOptions(args);
    }
    Command command = named.orElse(ENRICH);
    int words = named.map(found -> words(found).size()).orElse(0);
    String[] rest = Arrays.copyOfRange(args, words, args.length);
    if (containsAny(rest, HELP)) {
      Help.print(out, command);
      return ExitCode.DONE;
    }
    CommonOptions.resultFile(List.of(rest)).map(ResultFile::at).ifPresent(printer::writeTo);
    CommandLine line = Arguments.parse(command, CommonOptions.with(command.options()), rest);
    if (named.isEmpty() && line.getArgList().isEmpty()) {
      // Options alone must not start a run over the default tables.
      throw usage(NO_COMMAND);
    }
    Result result = command.run(line);
    printer.print(command.name(), result);
    return result.exitCode();
  }

  /** Two paths without a command are what the job was started with before there were commands. */
  private void requirePathsOrOptions(String[] args) {
    String first = args[0];
    if (first.startsWith("-")) {
      Optional<String> late = Arrays.stream(args).filter(this::startsCommand).findAny();
      if (late.isPresent()) {
        throw usage("'%s' must come first, before the options".formatted(late.get()));
      }
    } else if (!first.contains("/") && !first.contains(":")) {
      List<String> names = commands.stream().map(Command::name).toList();
      String nearest =
          names.stream()
              .filter(name -> name.startsWith(first + " "))
              .findFirst()
              .orElseGet(() -> Nearest.to(first, names));
      throw usage(
          "there is no command '%s' (did you mean '%s'?); --help lists them"
              .formatted(first, nearest));
    }
  }

  private Optional<Command> named(String[] args) {
    return commands.stream()
        .filter(
            command ->
                words(command).equals(Arrays.stream(args).limit(words(command).size()).toList()))
        .findFirst();
  }

  private boolean startsCommand(String word) {
    return commands.stream().anyMatch(command -> words(command).get(0).equals(word));
  }

  private static List<String> words(Command command) {
    return List.of(command.name().split(" "));
  }

  private static boolean containsAny(String[] args, Set<String> words) {
    return Arrays.stream(args).anyMatch(words::contains);
  }

  private static EnrichException usage(String problem) {
    return new EnrichException(ErrorCode.USAGE, "Cannot understand the command line: " + problem);
  }
}
