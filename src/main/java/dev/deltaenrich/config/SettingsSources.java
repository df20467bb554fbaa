package dev.deltaenrich.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The places settings come from, strongest first: assignments, environment, file.
 *
 * @param assignments the {@code key=value} words of {@code --set} (and of positional paths)
 * @param environment the process environment
 * @param file the file of {@code --config}, if any
 */
public record SettingsSources(
    List<String> assignments, Map<String, String> environment, Optional<Path> file) {
  /** Copies what it is given. */
  public SettingsSources {
    assignments = List.copyOf(assignments);
    environment = Map.copyOf(environment);
  }

  /** Leaves out assignments and environment, which may hold secrets. */
  @Override
  public String toString() {
    return "SettingsSources[%d assignments, %d variables, file=%s]"
        .formatted(assignments.size(), environment.size(), file);
  }
}
