package dev.deltaenrich.engine;

import com.amazonaws.SdkClientException;
import com.amazonaws.services.s3.model.AmazonS3Exception;
import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.S3AUtils;

/** Failures of AWS SDK 1, as S3A says them. */
final class SdkAnswers {
  private SdkAnswers() {}

  private static IOException said(SdkClientException failure) {
    return S3AUtils.translateException("getFileStatus", new Path("s3a://bucket/raw"), failure);
  }

  static IOException noAnswer(Exception cause) {
    return said(
        new SdkClientException("Unable to execute HTTP request: " + cause.getMessage(), cause));
  }

  static IOException noRegion() {
    return said(new SdkClientException("Unable to find a region via the provider chain."));
  }

  static IOException answer(int status, String code) {
    AmazonS3Exception answer = new AmazonS3Exception("said so");
    answer.setStatusCode(status);
    answer.setErrorCode(code);
    return said(answer);
  }

  /** To a HEAD request: the SDK makes a code of the status. */
  static IOException answerWithoutText(int status, String reason) {
    return answer(status, status + " " + reason);
  }
}
