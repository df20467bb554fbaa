package dev.deltaenrich.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.apache.commons.cli.HelpFormatter;
import org.apache.commons.cli.Options;

/** What {@code --help} prints. */
final class Help {
  private static final int WIDTH = 100;
  private static final int INDENT = 2;

  private Help() {}

  /** The list of commands. */
  static void print(PrintStream out, List<Command> commands) {
    out.println("Usage: delta-enrich COMMAND [OPTION]...");
    out.println("       delta-enrich RAW TARGET [OPTION]...     the same as: enrich RAW TARGET");
    out.println();
    out.println(
        "Joins a raw Delta table with a PostgreSQL lookup and writes a curated Delta table.");
    out.println();
    for (Command command : commands) {
      out.printf("  %-18s %s%n", command.name(), command.summary());
    }
    out.println();
    out.println("'COMMAND --help' shows its options; --version prints the version.");
    out.println();
    out.println("Settings come from, strongest first: --set KEY=VALUE; the environment, where");
    out.println(
        "ENRICH_LOOKUP_TABLE is lookup.table; --config FILE; a default. conf/enrich.properties");
    out.println("lists and explains them.");
    out.println();
    out.println(
        "Exit codes: 0 done, 1 try again, 2 change something first, 3 the data break a rule,");
    out.println("4 commit unknown.");
  }

  /** One command: its own options, then those of every command. */
  static void print(PrintStream out, Command command) {
    StringWriter text = new StringWriter();
    PrintWriter writer = new PrintWriter(text);
    String arguments = command.arguments().isEmpty() ? "" : " " + command.arguments();
    writer.println("Usage: delta-enrich " + command.name() + arguments + " [OPTION]...");
    writer.println();
    writer.println(command.description().strip());
    if (!command.options().getOptions().isEmpty()) {
      printOptions(writer, "Options:", command.options());
    }
    printOptions(writer, "Options of every command:", CommonOptions.common());
    // Encoded by out: it may have another charset than the platform.
    out.print(text);
    out.flush();
  }

  private static void printOptions(PrintWriter writer, String title, Options options) {
    writer.println();
    writer.println(title);
    new HelpFormatter().printOptions(writer, WIDTH, options, INDENT, INDENT);
  }
}
