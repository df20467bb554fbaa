package dev.deltaenrich.services;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Properties;

/** What the build makes for its line of Spark, and the packages that the line's thin jar needs. */
public final class BuiltJars {
  private static final Properties BUILD = build();

  private BuiltJars() {}

  private static Properties build() {
    Properties build = new Properties();
    try (InputStream in = BuiltJars.class.getResourceAsStream("/build.properties")) {
      build.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return build;
  }

  /** The program alone, relative to the project. */
  public static Path thin() {
    return jar("delta-enrich");
  }

  /** The program with Delta and the driver, relative to the project. */
  public static Path bundle() {
    return jar("delta-enrich-bundle");
  }

  private static Path jar(String name) {
    return folder().resolve(name + BUILD.getProperty("suffix") + ".jar");
  }

  /** Where Maven builds, relative to the project. */
  public static Path folder() {
    return Path.of(BUILD.getProperty("folder"));
  }

  /** Delta's coordinates. */
  public static String delta() {
    return BUILD.getProperty("delta");
  }

  /** The coordinates of S3A. */
  public static String hadoopAws() {
    return BUILD.getProperty("hadoop-aws");
  }
}
