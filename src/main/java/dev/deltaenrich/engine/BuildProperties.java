package dev.deltaenrich.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** What the build wrote into the jar about the program. */
public final class BuildProperties {
  private static final Properties ALL = new Properties();

  static {
    try (InputStream in = BuildProperties.class.getResourceAsStream("/delta-enrich.properties")) {
      ALL.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private BuildProperties() {}

  /** The program's own version, such as {@code 0.1.0}. */
  public static String version() {
    return of("version");
  }

  static String of(String name) {
    return ALL.getProperty(name);
  }
}
