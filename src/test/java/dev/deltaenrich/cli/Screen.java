package dev.deltaenrich.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Stands in for the terminal and keeps what was printed. */
final class Screen {
  private final ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(outBytes, true, StandardCharsets.UTF_8);
  private final PrintStream err = new PrintStream(errBytes, true, StandardCharsets.UTF_8);

  /** Where results go. */
  PrintStream outStream() {
    return out;
  }

  /** Where failures go. */
  PrintStream errStream() {
    return err;
  }

  /** All results so far. */
  String out() {
    return outBytes.toString(StandardCharsets.UTF_8);
  }

  /** All failures so far. */
  String err() {
    return errBytes.toString(StandardCharsets.UTF_8);
  }
}
