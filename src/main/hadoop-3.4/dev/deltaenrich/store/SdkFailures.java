package dev.deltaenrich.store;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.fs.s3a.S3AUtils;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;

/** Failures of AWS SDK 2. */
final class SdkFailures {
  private SdkFailures() {}

  static Optional<StoreAnswer> answer(Throwable failure) {
    if (!(failure instanceof AwsServiceException answer)) {
      return Optional.empty();
    }
    Optional<AwsErrorDetails> details = Optional.ofNullable(answer.awsErrorDetails());
    String code = details.map(AwsErrorDetails::errorCode).filter(it -> !it.isEmpty()).orElse(null);
    String message = details.map(AwsErrorDetails::errorMessage).orElse(null);
    return Optional.of(
        new StoreAnswer(
            answer.statusCode(), code == null ? status(answer, details) : code, message));
  }

  /** Such as {@code 403 Forbidden}, as SDK 1 says it. */
  private static String status(AwsServiceException answer, Optional<AwsErrorDetails> details) {
    return details
        .map(AwsErrorDetails::sdkHttpResponse)
        .flatMap(response -> response.statusText())
        .map(text -> answer.statusCode() + " " + text)
        .orElse(Integer.toString(answer.statusCode()));
  }

  static boolean isWithoutAnswer(Throwable failure) {
    return failure instanceof SdkException && answer(failure).isEmpty();
  }

  static boolean isInterruption(RuntimeException failure) {
    return failure instanceof AbortedException;
  }

  /** As S3A throws it; what is not the SDK's is thrown as it is. */
  static IOException translated(String action, String path, RuntimeException failure) {
    if (failure instanceof SdkException sdk) {
      return S3AUtils.translateException(action, path, sdk);
    }
    throw failure;
  }
}
