package dev.deltaenrich.source;

import dev.deltaenrich.config.Secret;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A command that prints a password: {@code vault read}, {@code aws rds generate-db-auth-token} and
 * their like. The command has this process's environment and no input. What the command prints on
 * stdout is shown nowhere; a failure shows the first line of its stderr.
 */
final class PasswordCommand {
  /** As much of stderr as a message of one line can carry. */
  private static final int SHOWN = 300;

  /**
   * How long what an ended command printed is waited for: a process left behind may keep it open.
   */
  private static final long READ_SECONDS = 2;

  private final Process process;
  private final CompletableFuture<String> printed;
  private final CompletableFuture<String> complaint;

  private PasswordCommand(Process process) {
    this.process = process;
    this.printed = firstLine(process.inputReader());
    this.complaint = firstLine(process.errorReader());
  }

  /**
   * Runs the command and waits for its end.
   *
   * @param command for {@code sh -c}
   * @param seconds the longest wait; the command is then killed
   * @throws EnrichException DATABASE_DENIED when the command fails, takes too long or prints no
   *     password
   */
  static Secret run(String command, long seconds) {
    try {
      Process process =
          new ProcessBuilder("sh", "-c", command).redirectInput(new File("/dev/null")).start();
      return new PasswordCommand(process).password(seconds);
    } catch (IOException e) {
      throw failure("cannot be run (%s)".formatted(e.getMessage()), e);
    }
  }

  private Secret password(long seconds) {
    if (!ended(seconds)) {
      throw failure("took longer than %d s%s".formatted(seconds, said()), null);
    }
    if (process.exitValue() != 0) {
      throw failure("ended with exit code %d%s".formatted(process.exitValue(), said()), null);
    }
    String password = read(printed);
    if (password.isEmpty()) {
      throw failure("printed no password%s".formatted(said()), null);
    }
    return new Secret(password);
  }

  private boolean ended(long seconds) {
    try {
      return process.waitFor(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("was interrupted", e);
    } finally {
      kill();
    }
  }

  /**
   * The shell first: a shell that outlives its commands writes on stderr that they were killed. By
   * their handles: {@link Process#destroyForcibly} closes what was printed and is not read yet,
   * also of a process that has ended.
   */
  private void kill() {
    List<ProcessHandle> commands = process.descendants().toList();
    process.toHandle().destroyForcibly();
    commands.forEach(ProcessHandle::destroyForcibly);
  }

  /** Reads on to the end, so that the command never waits for somebody to read. */
  private static CompletableFuture<String> firstLine(BufferedReader lines) {
    CompletableFuture<String> first = new CompletableFuture<>();
    Thread reader =
        new Thread(
            () -> {
              try (lines) {
                first.complete(lines.readLine());
                lines.transferTo(Writer.nullWriter());
              } catch (IOException e) {
                first.complete(null);
              }
            },
            "read a password command");
    reader.setDaemon(true);
    reader.start();
    return first;
  }

  /** The line; empty where there is none. */
  private static String read(CompletableFuture<String> line) {
    try {
      String text = line.get(READ_SECONDS, TimeUnit.SECONDS);
      return text == null ? "" : text;
    } catch (TimeoutException | ExecutionException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("was interrupted", e);
    }
  }

  private String said() {
    String text = read(complaint).strip();
    return text.isEmpty() ? "" : ": " + text.substring(0, Math.min(SHOWN, text.length()));
  }

  private static EnrichException failure(String how, Exception cause) {
    return new EnrichException(
        ErrorCode.DATABASE_DENIED,
        "Cannot connect to PostgreSQL: the command of lookup.jdbc.password-command %s; run the command by hand as the driver's user, or give the password in another way"
            .formatted(how),
        cause);
  }
}
