package dev.deltaenrich.verify.preflight;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;

/**
 * What a file system's exception means. Those of hadoop-aws and of the AWS SDK are told by their
 * names, since neither is there when all paths are local.
 */
final class StoreFailure {
  private static final List<String> UNREACHABLE =
      List.of(
          "ConnectException",
          "UnknownHostException",
          "NoRouteToHostException",
          "SocketTimeoutException",
          "ConnectTimeoutException",
          "HttpHostConnectException",
          "SSLException",
          "SSLHandshakeException",
          "SdkClientException");

  private StoreFailure() {}

  static CheckFailure of(Path path, String setting, IOException failure) {
    List<String> names = names(failure);
    if (names.contains("UnknownStoreException")) {
      return new CheckFailure(
          "there is no bucket '%s'".formatted(path.toUri().getHost()),
          "create it, or change %s".formatted(setting));
    }
    if (names.contains("NoAuthWithAWSException") || names.contains("NoAwsCredentialsException")) {
      return new CheckFailure(
          "there are no credentials for %s".formatted(path),
          "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment, or use a Hadoop"
              + " credential provider");
    }
    if (isDenied(failure)) {
      return new CheckFailure(
          "%s refuses it (%s)".formatted(path, rootLine(failure)),
          path.toUri().getHost() == null
              ? "grant this user the right to the folder"
              : "check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and the policy of the bucket");
    }
    if (names.stream().anyMatch(UNREACHABLE::contains)) {
      return new CheckFailure(
          "%s cannot be reached (%s)".formatted(path, rootLine(failure)),
          "check spark.hadoop.fs.s3a.endpoint and that the store runs");
    }
    return new CheckFailure(
        "%s: %s".formatted(path, rootLine(failure)), "check %s".formatted(setting));
  }

  private static boolean isDenied(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof AccessDeniedException
          || t instanceof AccessControlException
          || String.valueOf(t.getMessage()).contains("Permission denied")) {
        return true;
      }
    }
    return false;
  }

  private static List<String> names(Throwable failure) {
    List<String> names = new ArrayList<>();
    for (Throwable t = failure; t != null; t = t.getCause()) {
      names.add(t.getClass().getSimpleName());
    }
    return names;
  }

  private static String rootLine(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.toString().lines().findFirst().orElse("").strip();
  }
}
