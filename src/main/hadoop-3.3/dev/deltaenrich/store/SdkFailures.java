package dev.deltaenrich.store;

import com.amazonaws.AbortedException;
import com.amazonaws.AmazonServiceException;
import com.amazonaws.SdkClientException;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.fs.s3a.S3AUtils;

/** Failures of AWS SDK 1. */
final class SdkFailures {
  private SdkFailures() {}

  static Optional<StoreAnswer> answer(Throwable failure) {
    return failure instanceof AmazonServiceException answer
        ? Optional.of(
            new StoreAnswer(
                answer.getStatusCode(), answer.getErrorCode(), answer.getErrorMessage()))
        : Optional.empty();
  }

  static boolean isWithoutAnswer(Throwable failure) {
    return failure instanceof SdkClientException && answer(failure).isEmpty();
  }

  static boolean isInterruption(RuntimeException failure) {
    return failure instanceof AbortedException;
  }

  /** As S3A throws it; what is not the SDK's is thrown as it is. */
  static IOException translated(String action, String path, RuntimeException failure) {
    if (failure instanceof SdkClientException sdk) {
      return S3AUtils.translateException(action, path, sdk);
    }
    throw failure;
  }
}
