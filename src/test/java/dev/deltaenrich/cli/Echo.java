package dev.deltaenrich.cli;

import dev.deltaenrich.config.Settings;
import dev.deltaenrich.failure.ExitCode;
import dev.deltaenrich.report.Report;
import dev.deltaenrich.report.Result;
import org.apache.commons.cli.CommandLine;

/** Ends as it is told, with the settings it was given. */
final class Echo extends Command {
  private final String arguments;
  private final ExitCode exitCode;
  private final RuntimeException failure;

  Echo(String name, String arguments, ExitCode exitCode, RuntimeException failure) {
    super(name, "echoes its settings", "Echoes its settings.");
    this.arguments = arguments;
    this.exitCode = exitCode;
    this.failure = failure;
  }

  @Override
  String arguments() {
    return arguments;
  }

  @Override
  Result run(CommandLine line) {
    if (failure != null) {
      throw failure;
    }
    return new Echoed(CommonOptions.settings(line), exitCode);
  }

  /** What an echo found. */
  private record Echoed(String raw, String target, String table, ExitCode end) implements Result {
    Echoed(Settings settings, ExitCode end) {
      this(settings.rawPath(), settings.targetPath(), settings.lookup().table(), end);
    }

    @Override
    public Report report() {
      return Report.titled("echo").figure("raw", raw).figure("table", table).build();
    }

    @Override
    public ExitCode exitCode() {
      return end;
    }
  }
}
