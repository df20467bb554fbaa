package dev.deltaenrich.engine;

import dev.deltaenrich.failure.ErrorCode;
import java.io.FileNotFoundException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
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
  /** The second is what Hadoop still says of the client it no longer has. */
  private static final Pattern SCHEME =
      Pattern.compile("No FileSystem for scheme \"?([^\"]*)|The (s3n):// client");

  /** Of S3A and of both AWS SDKs. */
  private static final List<String> S3_PACKAGES =
      List.of("org.apache.hadoop.fs.s3a.", "com.amazonaws.", "software.amazon.awssdk.");

  /** Of one part of a path, in bytes (POSIX NAME_MAX, as Linux and most others have it). */
  private static final int LONGEST_NAME = 255;

  private static final List<FailureRule> RULES =
      List.of(
          rule(
              StorageFailure::isMissingLibrary,
              ErrorCode.USAGE,
              "hadoop-aws, which opens s3a:// paths, is missing or of another release than Spark's Hadoop (%s)",
              "add --packages org.apache.hadoop:hadoop-aws:%s to spark-submit"
                  .formatted(VersionInfo.getVersion())),
          new FailureRule(
              causes ->
                  causes.first(cause -> scheme(cause).filter("s3|s3n|minio"::matches).isPresent()),
              ErrorCode.SETTINGS,
              StorageFailure::unknownScheme,
              "write s3a:// instead"),
          new FailureRule(
              causes -> causes.first(cause -> scheme(cause).isPresent()),
              ErrorCode.SETTINGS,
              StorageFailure::unknownScheme,
              "write s3a://BUCKET/FOLDER, or a path of another file system that Hadoop knows"),
          // S3A takes bucket and endpoint for URIs and does not say which of them is none.
          rule(
              cause -> Causes.text(cause).equals("bucket is null/empty"),
              ErrorCode.SETTINGS,
              "the path's bucket has a name that S3A cannot use (it has an underscore?)",
              "write s3a://BUCKET/FOLDER, and rename a bucket of other than a-z, 0-9, - and ."),
          rule(
              cause -> Causes.text(cause).startsWith("Value of fs."),
              ErrorCode.SETTINGS,
              "Hadoop cannot use a setting (%s)",
              "correct it"),
          rule(
              cause ->
                  cause instanceof URISyntaxException uri && uri.getInput().matches("https?://.*"),
              ErrorCode.SETTINGS,
              "the object store's endpoint is no URL (%s)",
              "set fs.s3a.endpoint to http://HOST:PORT or https://HOST:PORT"),
          // HADOOP-3257: names with a colon are paths of their own to those parts that parse them.
          new FailureRule(
              causes ->
                  causes
                      .first(URISyntaxException.class)
                      .filter(uri -> uri.getReason().equals("Relative path in absolute URI")),
              ErrorCode.FILE_UNREADABLE,
              uri ->
                  "Hadoop's class for local disks takes no file with a colon in its name (%s)"
                      .formatted(((URISyntaxException) uri).getInput()),
              "set spark.hadoop.fs.file.impl=org.apache.hadoop.fs.RawLocalFileSystem, or have the table's writer write the file by another name"),
          // Local disks and HDFS.
          rule(
              StorageFailure::isNameThatJavaCannotSpell,
              ErrorCode.SETTINGS,
              LocalNames.UNSPELLABLE.cause(),
              LocalNames.UNSPELLABLE.advice()),
          denied(
              cause ->
                  cause instanceof AccessControlException
                      || cause instanceof AccessDeniedException
                      || Causes.text(cause).endsWith("(Permission denied)"),
              "permission denied: %s",
              "give this user the right"),
          denied(
              cause ->
                  cause instanceof ReadOnlyFileSystemException
                      || Causes.text(cause).contains("Read-only file system"),
              "the file system is read-only: %s",
              "make it writable"),
          denied(
              cause ->
                  cause instanceof ParentNotDirectoryException
                      || Causes.text(cause).endsWith("(Not a directory)"),
              "a part of the path is a file: %s",
              "choose a path of folders"),
          new FailureRule(
              causes -> causes.first(cause -> tooLong(cause).isPresent()),
              ErrorCode.STORE_DENIED,
              cause ->
                  "the file system takes no name as long as '%s'"
                      .formatted(tooLong(cause).orElseThrow()),
              "have the target on an object store, or partition raw by shorter values"),
          denied(
              cause -> Causes.text(cause).startsWith("Mkdirs failed to create"),
              "a folder cannot be made: %s",
              "check that this user may write there"),
          denied(
              cause -> Causes.text(cause).contains("No space left on device"),
              "the disk is full: %s",
              "make room"));

  private StorageFailure() {}

  /** What a failure means if it, or what caused it, comes from a store. */
  static Optional<Explanation> explain(Causes causes) {
    // S3A's exceptions are often a file system's with the AWS client's as the cause.
    return causes.first(StorageFailure::isS3).isPresent()
        ? S3Failure.explain(causes)
        : causes.chain().stream()
            .map(cause -> new Causes(List.of(cause)))
            .flatMap(cause -> FailureRule.explain(RULES, cause).stream())
            .findFirst();
  }

  private static boolean isS3(Throwable cause) {
    String type = cause.getClass().getName();
    return S3_PACKAGES.stream().anyMatch(type::startsWith);
  }

  private static FailureRule rule(
      Predicate<Throwable> is, ErrorCode code, String cause, String advice) {
    return new FailureRule(causes -> causes.first(is), code, cause, advice);
  }

  private static FailureRule denied(Predicate<Throwable> is, String cause, String advice) {
    return rule(is, ErrorCode.STORE_DENIED, cause, advice);
  }

  private static boolean isMissingLibrary(Throwable cause) {
    String name = Causes.text(cause).replace('/', '.');
    return (cause instanceof ClassNotFoundException || cause instanceof LinkageError)
        && S3_PACKAGES.stream().anyMatch(name::contains);
  }

  private static Optional<String> scheme(Throwable cause) {
    Matcher found = SCHEME.matcher(Causes.text(cause));
    return found.find()
        ? Optional.of(found.group(1) == null ? found.group(2) : found.group(1))
        : Optional.empty();
  }

  private static String unknownScheme(Throwable cause) {
    return "no file system is known for %s:// paths".formatted(scheme(cause).orElseThrow());
  }

  private static boolean isNameThatJavaCannotSpell(Throwable cause) {
    String message = Causes.text(cause);
    return message.contains("unmappable characters")
        || (cause instanceof FileNotFoundException
            && !message.contains("://")
            && !LocalNames.spells(message));
  }

  /** The name that is too long, where that is what is wrong. Hadoop does not say so of folders. */
  private static Optional<String> tooLong(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    boolean told = message.contains("File name too long");
    return told || message.startsWith("Mkdirs failed to create")
        ? Arrays.stream(message.split("/| \\(exists=| \\(File name|: File name"))
            .filter(name -> name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME)
            .findFirst()
            .or(() -> told ? Optional.of(message) : Optional.empty())
        : Optional.empty();
  }
}
