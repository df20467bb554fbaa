package dev.deltaenrich.engine;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.io.FileNotFoundException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.security.AccessControlException;
import org.apache.hadoop.util.VersionInfo;

/**
 * What object stores and file systems say, in words for users. Works without hadoop-aws on the
 * class path: its absence is one of the failures to explain.
 */
final class StorageFailure {
  private static final Set<String> S3_SCHEMES = Set.of("s3", "s3n", "minio");

  /** The second is what Hadoop still says of the client it no longer has. */
  private static final Pattern SCHEME =
      Pattern.compile("No FileSystem for scheme \"?([^\"]*)|The (s3n):// client");

  /** Of one part of a path, in bytes (POSIX NAME_MAX, as Linux and most others have it). */
  private static final int LONGEST_NAME = 255;

  private StorageFailure() {}

  /**
   * The user-facing form of a failure if it, or what caused it, comes from a store.
   *
   * @param action what was being attempted: {@code Cannot <action>: …}
   */
  static Optional<EnrichException> translate(String action, Causes causes) {
    // S3A's exceptions are often a file system's with the AWS client's as the cause.
    Optional<Explanation> found =
        causes.first(StorageFailure::isS3).isPresent()
            ? S3Failure.explain(causes)
            : causes.chain().stream().flatMap(cause -> explain(cause).stream()).findFirst();
    return found.map(explanation -> explanation.of(action, causes.chain().get(0)));
  }

  private static boolean isS3(Throwable cause) {
    String type = cause.getClass().getName();
    return type.startsWith("org.apache.hadoop.fs.s3a.") || type.startsWith("com.amazonaws.");
  }

  private static Optional<Explanation> explain(Throwable cause) {
    if (cause instanceof ClassNotFoundException || cause instanceof LinkageError) {
      return libraries(Causes.text(cause));
    }
    Matcher scheme = SCHEME.matcher(Causes.text(cause));
    if (scheme.find()) {
      return Optional.of(scheme(scheme.group(1) == null ? scheme.group(2) : scheme.group(1)));
    }
    return badName(cause).or(() -> colon(cause)).or(() -> local(cause));
  }

  /** S3A takes bucket and endpoint for URIs and does not say which of them is none. */
  private static Optional<Explanation> badName(Throwable cause) {
    String message = Causes.text(cause);
    if (message.equals("bucket is null/empty")) {
      return Optional.of(
          new Explanation(
              ErrorCode.SETTINGS,
              "the path's bucket has a name that S3A cannot use (it has an underscore?)",
              "write s3a://BUCKET/FOLDER, and rename a bucket of other than a-z, 0-9, - and ."));
    }
    if (message.startsWith("Value of fs.")) {
      return Optional.of(
          new Explanation(
              ErrorCode.SETTINGS,
              "Hadoop cannot use a setting (%s)".formatted(message),
              "correct it"));
    }
    if (cause instanceof URISyntaxException uri && uri.getInput().matches("https?://.*")) {
      return Optional.of(
          new Explanation(
              ErrorCode.SETTINGS,
              "the object store's endpoint is no URL (%s)".formatted(message),
              "set fs.s3a.endpoint to http://HOST:PORT or https://HOST:PORT"));
    }
    return Optional.empty();
  }

  /** HADOOP-3257: names with a colon are paths of their own to those parts that parse them. */
  private static Optional<Explanation> colon(Throwable cause) {
    return cause instanceof URISyntaxException uri
            && uri.getReason().equals("Relative path in absolute URI")
        ? Optional.of(
            new Explanation(
                ErrorCode.FILE_UNREADABLE,
                "Hadoop's class for local disks takes no file with a colon in its name (%s)"
                    .formatted(uri.getInput()),
                "set spark.hadoop.fs.file.impl=org.apache.hadoop.fs.RawLocalFileSystem, or have the table's writer write the file by another name"))
        : Optional.empty();
  }

  private static Optional<Explanation> libraries(String message) {
    String name = message.replace('/', '.');
    if (!name.contains("org.apache.hadoop.fs.s3a") && !name.contains("com.amazonaws")) {
      return Optional.empty();
    }
    return Optional.of(
        new Explanation(
            ErrorCode.USAGE,
            "hadoop-aws, which opens s3a:// paths, is missing or of another release than Spark's Hadoop (%s)"
                .formatted(message),
            "add --packages org.apache.hadoop:hadoop-aws:%s to spark-submit"
                .formatted(VersionInfo.getVersion())));
  }

  private static Explanation scheme(String scheme) {
    return new Explanation(
        ErrorCode.SETTINGS,
        "no file system is known for %s:// paths".formatted(scheme),
        S3_SCHEMES.contains(scheme)
            ? "write s3a:// instead"
            : "write s3a://BUCKET/FOLDER, or a path of another file system that Hadoop knows");
  }

  /** Local disks and HDFS. */
  private static Optional<Explanation> local(Throwable cause) {
    String message = Causes.text(cause);
    if (message.contains("unmappable characters")
        || (cause instanceof FileNotFoundException
            && !message.contains("://")
            && !LocalNames.spells(message))) {
      return Optional.of(LocalNames.unspellable());
    }
    if (cause instanceof AccessControlException
        || cause instanceof java.nio.file.AccessDeniedException
        || message.endsWith("(Permission denied)")) {
      return Optional.of(denied("permission denied: " + message, "give this user the right"));
    }
    if (cause instanceof java.nio.file.ReadOnlyFileSystemException
        || message.contains("Read-only file system")) {
      return Optional.of(denied("the file system is read-only: " + message, "make it writable"));
    }
    if (cause instanceof ParentNotDirectoryException || message.endsWith("(Not a directory)")) {
      return Optional.of(
          denied("a part of the path is a file: " + message, "choose a path of folders"));
    }
    Optional<String> tooLong = tooLong(String.valueOf(cause.getMessage()));
    if (tooLong.isPresent()) {
      return Optional.of(
          denied(
              "the file system takes no name as long as '%s'".formatted(tooLong.get()),
              "have the target on an object store, or partition raw by shorter values"));
    }
    if (message.startsWith("Mkdirs failed to create")) {
      return Optional.of(
          denied("a folder cannot be made: " + message, "check that this user may write there"));
    }
    if (message.contains("No space left on device")) {
      return Optional.of(denied("the disk is full: " + message, "make room"));
    }
    return Optional.empty();
  }

  /** The name that is too long, where that is what is wrong. Hadoop does not say so of folders. */
  private static Optional<String> tooLong(String message) {
    boolean told = message.contains("File name too long");
    return told || message.startsWith("Mkdirs failed to create")
        ? Arrays.stream(message.split("/| \\(exists=| \\(File name|: File name"))
            .filter(name -> name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME)
            .findFirst()
            .or(() -> told ? Optional.of(message) : Optional.empty())
        : Optional.empty();
  }

  private static Explanation denied(String cause, String advice) {
    return new Explanation(ErrorCode.STORE_DENIED, cause, advice);
  }

  /**
   * A failure in words.
   *
   * @param code its kind
   * @param cause what is wrong
   * @param advice what to do
   */
  record Explanation(ErrorCode code, String cause, String advice) {
    EnrichException of(String action, Throwable failure) {
      return FailureTranslator.failure(code, action, cause, advice, failure);
    }
  }
}
