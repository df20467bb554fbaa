package dev.deltaenrich.store;

import com.amazonaws.AmazonServiceException;
import com.amazonaws.SdkClientException;
import java.util.Optional;

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
}
