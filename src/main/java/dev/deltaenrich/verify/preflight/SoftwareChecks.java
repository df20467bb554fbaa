package dev.deltaenrich.verify.preflight;

import dev.deltaenrich.config.Settings;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.util.VersionInfo;
import org.apache.spark.sql.SparkSession;

/** Whether the software under this program is there, and in versions that fit together. */
final class SoftwareChecks {
  private static final int JAVA = 17;
  private static final String SCALA = "2.12";
  private static final String SPARK = "3.4";
  private static final String DELTA = "2.4";
  private static final String DELTA_EXTENSION = "io.delta.sql.DeltaSparkSessionExtension";
  private static final String S3A = "org.apache.hadoop.fs.s3a.S3AFileSystem";
  private static final String POM = "META-INF/maven/org.apache.hadoop/hadoop-aws/pom.properties";
  private static final Pattern AWS_JAR = Pattern.compile("hadoop-aws-(.+)\\.jar");

  private final SparkSession spark;
  private final Settings settings;

  SoftwareChecks(SparkSession spark, Settings settings) {
    this.spark = spark;
    this.settings = settings;
  }

  void addTo(Checklist checks) {
    checks.add("Java", () -> java(Runtime.version()));
    checks.add("Scala", () -> version("Scala", scala.util.Properties.versionNumberString(), SCALA));
    checks.add("Spark", () -> version("Spark", spark.version(), SPARK));
    checks.add("Delta", this::delta);
    checks.add("Hadoop", VersionInfo::getVersion);
    checks.add("hadoop-aws", this::hadoopAws, "Hadoop");
    checks.add("JDBC driver", SoftwareChecks::driver);
  }

  static String java(Runtime.Version version) throws CheckFailure {
    if (version.feature() != JAVA) {
      throw new CheckFailure(
          "this is Java %s; Spark %s runs on %d at most, and this program needs it"
              .formatted(version, SPARK, JAVA),
          "set JAVA_HOME to a JDK %d".formatted(JAVA));
    }
    return version.toString();
  }

  /** {@code found}, if it is a release of the line {@code wanted}, such as 3.4. */
  static String version(String name, String found, String wanted) throws CheckFailure {
    if (!found.equals(wanted) && !found.startsWith(wanted + ".")) {
      throw new CheckFailure(
          "this is %s %s, not %s".formatted(name, found, wanted),
          "use a Spark %s for Scala %s with Delta %s".formatted(SPARK, SCALA, DELTA));
    }
    return found;
  }

  private String delta() throws CheckFailure, ReflectiveOperationException {
    // Java has no word for the Scala object that holds it: its name is "package".
    Object version = Class.forName("io.delta.package").getMethod("VERSION").invoke(null);
    String found = version("Delta", version.toString(), DELTA);
    if (!spark.conf().get("spark.sql.extensions", "").contains(DELTA_EXTENSION)) {
      throw new CheckFailure(
          "Delta %s is there, but spark.sql.extensions does not name it".formatted(found),
          "add %s to spark.sql.extensions".formatted(DELTA_EXTENSION));
    }
    return found;
  }

  private String hadoopAws() throws CheckFailure, IOException {
    Class<?> fileSystem;
    try {
      fileSystem = Class.forName(S3A, false, Thread.currentThread().getContextClassLoader());
    } catch (ClassNotFoundException e) {
      if (usesS3a()) {
        throw new CheckFailure(
            "it is not on the class path, and a path starts with s3a:",
            "add org.apache.hadoop:hadoop-aws:%s to the packages of spark-submit"
                .formatted(VersionInfo.getVersion()));
      }
      return "not there, and no path starts with s3a:";
    }
    File jar = new File(fileSystem.getProtectionDomain().getCodeSource().getLocation().getPath());
    return sameVersion(VersionInfo.getVersion(), awsVersion(jar));
  }

  /** {@code aws}, if it is the version that Hadoop itself has. */
  static String sameVersion(String hadoop, String aws) throws CheckFailure {
    if (!aws.equals(hadoop)) {
      throw new CheckFailure(
          "hadoop-aws is %s, but Hadoop is %s".formatted(aws, hadoop),
          "put org.apache.hadoop:hadoop-aws:%s in its place".formatted(hadoop));
    }
    return aws;
  }

  static String awsVersion(File jar) throws IOException {
    try (JarFile file = new JarFile(jar)) {
      if (file.getEntry(POM) != null) {
        Properties properties = new Properties();
        try (InputStream in = file.getInputStream(file.getEntry(POM))) {
          properties.load(in);
        }
        return properties.getProperty("version");
      }
    }
    Matcher name = AWS_JAR.matcher(jar.getName());
    return name.find() ? name.group(1) : "of unknown version (%s)".formatted(jar.getName());
  }

  private boolean usesS3a() {
    return settings.rawPath().startsWith("s3a:")
        || settings.targetPath().startsWith("s3a:")
        || settings.lookup().historyPath().startsWith("s3a:");
  }

  private static String driver() throws CheckFailure {
    try {
      return org.postgresql.util.DriverInfo.DRIVER_FULL_NAME;
    } catch (NoClassDefFoundError e) {
      throw new CheckFailure(
          "PostgreSQL's JDBC driver is not on the class path",
          "add org.postgresql:postgresql to the packages of spark-submit");
    }
  }
}
