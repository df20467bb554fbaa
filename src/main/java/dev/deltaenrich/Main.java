package dev.deltaenrich;

import dev.deltaenrich.cli.Commands;

/** The entry point that spark-submit names. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the JVM with its exit code. */
  public static void main(String[] args) {
    System.exit(Commands.run(args));
  }
}
