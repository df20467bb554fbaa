package dev.deltaenrich.cli;

import dev.deltaenrich.report.Result;
import org.apache.commons.cli.CommandLine;

/** Placeholder of the skeleton; replaced as its package lands. */
final class CheckCommand implements Command {
  @Override
  public String name() {
    return "check";
  }

  @Override
  public String summary() {
    return "";
  }

  @Override
  public String description() {
    return "";
  }

  @Override
  public Result run(CommandLine line) {
    throw new UnsupportedOperationException();
  }
}
