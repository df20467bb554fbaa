package dev.deltaenrich.services;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process of this machine whose output is kept in files. Ends with the JVM at the latest,
 * together with all processes it started.
 */
public final class ExternalProcess implements AutoCloseable {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(50);

  private final List<String> command;
  private final Process process;
  private final Path output;
  private final long startNanos = System.nanoTime();

  private ExternalProcess(List<String> command, Process process, Path output) {
    this.command = command;
    this.process = process;
    this.output = output;
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "stop-" + process.pid()));
  }

  /** Begins to describe a process. */
  public static Builder command(List<String> command) {
    return new Builder(command);
  }

  /** The process and everything it has started so far. */
  public List<ProcessHandle> tree() {
    return java.util.stream.Stream.concat(
            java.util.stream.Stream.of(process.toHandle()), process.descendants())
        .toList();
  }

  /** Whether it is still running. */
  public boolean running() {
    return process.isAlive();
  }

  /** What it wrote to stdout so far. */
  public String stdout() {
    return read("stdout");
  }

  /** What it wrote to stderr so far. */
  public String stderr() {
    return read("stderr");
  }

  /**
   * Waits for its end.
   *
   * @throws IllegalStateException when it is not over within {@code limit}; it is killed then
   */
  public ProcessResult await(Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        close();
        throw new IllegalStateException(
            "%s was not over within %s; it wrote:%n%s%s"
                .formatted(command.get(0), limit, stdout(), stderr()));
      }
    } catch (InterruptedException e) {
      close();
      throw new IllegalStateException(e);
    }
    Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
    return new ProcessResult(process.exitValue(), stdout(), stderr(), took);
  }

  /**
   * Waits until it can be used.
   *
   * @param what what is waited for, for the message
   * @throws IllegalStateException when it ends before that, or {@code limit} passes
   */
  public void await(String what, Duration limit, Callable<Boolean> ready) {
    long end = System.nanoTime() + limit.toNanos();
    try {
      while (!ready.call()) {
        if (!running() || System.nanoTime() > end) {
          throw new TimeoutException(running() ? "not ready within " + limit : "it ended");
        }
        Thread.sleep(POLL.toMillis());
      }
    } catch (Exception e) {
      close();
      throw new IllegalStateException(
          "Cannot start %s: %s; it wrote:%n%s%s"
              .formatted(what, e.getMessage(), stdout(), stderr()),
          e);
    }
  }

  /** What {@code kill -9} does, to it and all it has started; returns when they are gone. */
  public void kill() {
    List<ProcessHandle> all = tree();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(handle -> handle.onExit().join());
  }

  /** Ends it and all it started: politely first, by force after ten seconds. */
  @Override
  public void close() {
    List<ProcessHandle> all = tree();
    all.forEach(ProcessHandle::destroy);
    for (ProcessHandle handle : all) {
      try {
        handle.onExit().get(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
      } catch (Exception e) {
        handle.destroyForcibly();
      }
    }
  }

  private String read(String stream) {
    try {
      return Files.readString(output.resolve(stream), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Describes a process. Not thread-safe. */
  public static final class Builder {
    private final List<String> command;
    private final Map<String, String> environment = new TreeMap<>();
    private Path folder = Path.of("").toAbsolutePath();

    private Builder(List<String> command) {
      this.command = List.copyOf(command);
    }

    /** Adds variables to the environment it inherits; an empty value takes a variable away. */
    public Builder environment(Map<String, String> variables) {
      environment.putAll(variables);
      return this;
    }

    /** Its working directory; this process's own where none is set. */
    public Builder folder(Path folder) {
      this.folder = folder;
      return this;
    }

    /** Starts it. */
    public ExternalProcess start() {
      Path output = TemporaryFolders.create("output");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
              .redirectOutput(output.resolve("stdout").toFile())
              .redirectError(output.resolve("stderr").toFile());
      builder.environment().putAll(environment);
      builder.environment().values().removeIf(String::isEmpty);
      try {
        return new ExternalProcess(command, builder.start(), output);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
