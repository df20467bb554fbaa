package dev.deltaenrich.engine;

import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.S3AUtils;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Failures of AWS SDK 2, as S3A says them. */
final class SdkAnswers {
  private SdkAnswers() {}

  private static IOException said(SdkException failure) {
    return S3AUtils.translateException("getFileStatus", new Path("s3a://bucket/raw"), failure);
  }

  static IOException noAnswer(Exception cause) {
    return said(
        SdkClientException.create("Unable to execute HTTP request: " + cause.getMessage(), cause));
  }

  static IOException noRegion() {
    return said(
        SdkClientException.create(
            "Unable to load region from any of the providers in the chain"
                + " software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain@1"));
  }

  static IOException answer(int status, String code) {
    return answer(status, AwsErrorDetails.builder().errorCode(code).errorMessage("said so"));
  }

  /** To a HEAD request: there is no code. */
  static IOException answerWithoutText(int status, String reason) {
    return answer(
        status,
        AwsErrorDetails.builder()
            .sdkHttpResponse(
                SdkHttpResponse.builder().statusCode(status).statusText(reason).build()));
  }

  private static IOException answer(int status, AwsErrorDetails.Builder details) {
    return said(
        S3Exception.builder()
            .message("said so")
            .statusCode(status)
            .awsErrorDetails(details.build())
            .build());
  }
}
