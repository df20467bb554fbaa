package dev.deltaenrich.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.io.IOException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.Test;

/** What tests with a real store cannot have it say. */
class S3FailureTest {
  private static EnrichException translated(IOException asS3aSaysIt) {
    return FailureTranslator.translate("read s3a://bucket/raw", asS3aSaysIt);
  }

  /** A HEAD request's; all that may be behind it is named. */
  @Test
  void aRefusalWithoutACodeNamesAllThatItMayMean() {
    EnrichException failure = translated(SdkAnswers.answerWithoutText(403, "Forbidden"));

    assertThat(failure.code()).isEqualTo(ErrorCode.STORE_DENIED);
    assertThat(failure)
        .hasMessage(
            "Cannot read s3a://bucket/raw: the object store refused it (403 Forbidden); check"
                + " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment, or a Hadoop"
                + " credential provider, AWS_SESSION_TOKEN, this machine's clock and that user's"
                + " rights to the bucket");
    assertThat(translated(SdkAnswers.answer(403, "AccessDenied"))).hasMessageNotContaining("clock");
  }

  /** Versity's gateway answers so. */
  @Test
  void aUserWhomTheStoreDoesNotKnowIsNoMissingObject() {
    EnrichException failure = translated(SdkAnswers.answer(404, "XAdminUserNotFound"));

    assertThat(failure.code()).isEqualTo(ErrorCode.STORE_DENIED);
    assertThat(failure).hasMessageContaining("check AWS_ACCESS_KEY_ID");
  }

  @Test
  void aCertificateOfTheStoresHostIsNoneOfTheBuckets() {
    String said = "Certificate for <bucket.store> doesn't match any of the names: [store]";
    EnrichException failure = translated(SdkAnswers.noAnswer(new SSLPeerUnverifiedException(said)));

    assertThat(failure.code()).isEqualTo(ErrorCode.SETTINGS);
    assertThat(failure)
        .hasMessageContaining("the object store's certificate is for another host (" + said)
        .hasMessageContaining("or set fs.s3a.path.style.access=true");
    assertThat(translated(SdkAnswers.noAnswer(new SSLHandshakeException("no cipher"))))
        .hasMessageContaining("the endpoint does not speak TLS (no cipher)");
  }

  @Test
  void aRegionThatNobodySetIsAskedFor() {
    EnrichException failure = translated(SdkAnswers.noRegion());

    assertThat(failure.code()).isEqualTo(ErrorCode.SETTINGS);
    assertThat(failure)
        .hasMessageEndingWith("the object store's region is not known; set fs.s3a.endpoint.region");
  }

  @Test
  void aMethodThatAHostDoesNotKnowMayBeMeantForABucket() {
    EnrichException failure = translated(SdkAnswers.answer(405, "MethodNotAllowed"));

    assertThat(failure.code()).isEqualTo(ErrorCode.SETTINGS);
    assertThat(failure).hasMessageContaining("fs.s3a.path.style.access");
  }
}
