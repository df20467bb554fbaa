package dev.deltaenrich.engine;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The line of Spark that this jar was built for, and what fits the line; the pom has the lines.
 *
 * @param spark such as 3.4
 * @param scalaBinary Scala's, such as 2.12
 * @param delta the release the jar was built with, such as 2.4.0
 * @param hadoop the release inside Spark, such as 3.3.4
 * @param java the versions of Java that the line runs on
 */
public record SparkLine(
    String spark, String scalaBinary, String delta, String hadoop, List<Integer> java) {
  /** Hadoop from this release on has the second AWS SDK, up to it the first. */
  private static final int[] SECOND_SDK = {3, 4};

  /** This program's. */
  public static SparkLine ofProgram() {
    return new SparkLine(
        BuildProperties.of("spark"),
        BuildProperties.of("scala"),
        BuildProperties.of("delta"),
        BuildProperties.of("hadoop"),
        Arrays.stream(BuildProperties.of("java").split(" ", -1)).map(Integer::valueOf).toList());
  }

  /** What fits, in words. */
  public String needs() {
    return "Spark %s for Scala %s with Delta %s, on Java %s"
        .formatted(spark, scalaBinary, minor(delta), javas());
  }

  /** Its versions of Java, such as {@code 17 or 21}. */
  public String javas() {
    return String.join(" or ", java.stream().map(String::valueOf).toList());
  }

  /** What does not fit of the software that is there; empty where all does. */
  public Optional<String> misfit(
      Runtime.Version foundJava, String foundSpark, String foundScala, String foundHadoop) {
    if (!isOf(spark, foundSpark)) {
      return Optional.of("this is Spark " + foundSpark);
    }
    if (!isOf(scalaBinary, foundScala)) {
      return Optional.of("this Spark is for Scala " + foundScala);
    }
    if (!java.contains(foundJava.feature())) {
      return Optional.of("this is Java " + foundJava);
    }
    if (hasSecondSdk(hadoop) != hasSecondSdk(foundHadoop)) {
      return Optional.of("this Spark has Hadoop " + foundHadoop + ", with another AWS SDK");
    }
    return Optional.empty();
  }

  /**
   * Ends a run before anything is done where Spark, Scala, Java or Hadoop are of other lines.
   *
   * @throws EnrichException USAGE
   */
  static void requireFit() {
    SparkLine line = ofProgram();
    line.misfit(
            Runtime.version(),
            org.apache.spark.package$.MODULE$.SPARK_VERSION(),
            foundScala(),
            org.apache.hadoop.util.VersionInfo.getVersion())
        .ifPresent(
            found -> {
              throw new EnrichException(
                  ErrorCode.USAGE,
                  "Cannot start: %s, and this jar is for %s; take the jar of that line (README.md, \"Supported versions\") or another Spark"
                      .formatted(found, line.needs()));
            });
  }

  /** The release of Scala that is there, such as 2.12.17. */
  public static String foundScala() {
    return scala.util.Properties.versionNumberString();
  }

  /** Whether a release is one of a line: 3.4.4 is of 3.4, and 3.40.1 is not. */
  public static boolean isOf(String line, String release) {
    return release.equals(line) || release.startsWith(line + ".");
  }

  /** The line of a release: 2.4 of 2.4.0. */
  public static String minor(String release) {
    return release.replaceFirst("^(\\d+\\.\\d+).*", "$1");
  }

  private static boolean hasSecondSdk(String release) {
    String[] parts = minor(release).split("\\.", -1);
    int major = Integer.parseInt(parts[0]);
    return major > SECOND_SDK[0]
        || major == SECOND_SDK[0] && Integer.parseInt(parts[1]) >= SECOND_SDK[1];
  }
}
