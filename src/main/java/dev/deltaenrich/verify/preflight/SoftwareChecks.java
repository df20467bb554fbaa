package dev.deltaenrich.verify.preflight;

import dev.deltaenrich.config.Settings;
import dev.deltaenrich.engine.SparkLine;
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
  private static final SparkLine LINE = SparkLine.ofProgram();
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
    checks.add("Scala", () -> version("Scala", SparkLine.foundScala(), LINE.scalaBinary()));
    checks.add("Spark", () -> version("Spark", spark.version(), LINE.spark()));
    checks.add("Delta", this::delta);
    checks.add("Hadoop", VersionInfo::getVersion);
    checks.add("hadoop-aws", this::hadoopAws, "Hadoop");
    checks.add("JDBC driver", SoftwareChecks::driver);
  }

  static String java(Runtime.Version version) throws CheckFailure {
    if (!LINE.java().contains(version.feature())) {
      throw new CheckFailure(
          "this is Java %s, and Spark %s is run on Java %s"
              .formatted(version, LINE.spark(), LINE.javas()),
          "set JAVA_HOME to a JDK %s".formatted(LINE.javas()));
    }
    return version.toString();
  }

  /** {@code found}, if it is a release of the line {@code wanted}, such as 3.4. */
  static String version(String name, String found, String wanted) throws CheckFailure {
    if (!SparkLine.isOf(wanted, found)) {
      throw new CheckFailure(
          "this is %s %s, not %s".formatted(name, found, wanted),
          "use " + LINE.needs() + ", or this program's jar for another line");
    }
    return found;
  }

  private String delta() throws CheckFailure, ReflectiveOperationException {
    // Java has no word for the Scala object that holds it: its name is "package".
    Object version = Class.forName("io.delta.package").getMethod("VERSION").invoke(null);
    String found = version("Delta", version.toString(), SparkLine.minor(LINE.delta()));
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
        || settings.lookups().stream().anyMatch(it -> it.historyPath().startsWith("s3a:"));
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
