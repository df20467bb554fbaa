package dev.deltaenrich.engine;

import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.store.StoreAnswer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * What S3A and the AWS SDK say. Apart from {@link StorageFailure}, since it needs their classes.
 * See <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html">S3's error
 * codes</a>; the answer to a HEAD request has none, only the HTTP status.
 */
final class S3Failure {
  private static final Pattern BUCKET = Pattern.compile("s3a://([^/'\\s:]+)");
  private static final String CREDENTIALS =
      "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment, or a Hadoop credential"
          + " provider";
  private static final Explanation NO_CREDENTIALS =
      new Explanation(
          ErrorCode.STORE_DENIED,
          "there are no credentials for the object store",
          "set " + CREDENTIALS);
  private static final String ENDPOINT = "fs.s3a.endpoint (AWS_ENDPOINT_URL for jobs/submit.sh)";

  private static final String IT_RUNS = "check that it runs, and " + ENDPOINT;

  /** Bad request, redirects, method not allowed. */
  private static final Set<Integer> NOT_UNDERSTOOD = Set.of(400, 301, 302, 307, 308, 405);

  /** What stores say where the client's time is not theirs. */
  private static final Set<String> SKEWED =
      Set.of("RequestTimeTooSkewed", "RequestInTheFuture", "RequestExpired");

  private static final String PATH_STYLE =
      "set fs.s3a.path.style.access=true for a store that wants http://HOST/BUCKET (MinIO does)";

  /** Of these, what started them says most. */
  private static final List<FailureRule> NO_ANSWER =
      List.of(
          new FailureRule(
              causes -> unknownHost(causes).filter(cause -> isBucketsHost(causes)),
              ErrorCode.SETTINGS,
              "the bucket has no host of its own (%s), though the store's is known",
              PATH_STYLE),
          new FailureRule(
              S3Failure::unknownHost,
              ErrorCode.STORE_UNREACHABLE,
              "the object store's host is unknown (%s)",
              IT_RUNS),
          new FailureRule(
              causes -> causes.named("ConnectionPoolTimeoutException").map(is -> causes.root()),
              ErrorCode.STORE_UNREACHABLE,
              "all connections to the object store are in use (%s)",
              "try again, since a slow store holds them longer, or raise fs.s3a.connection.maximum (Hadoop's default is 96)"),
          new FailureRule(
              causes -> causes.first(GeneralSecurityException.class).map(is -> causes.root()),
              ErrorCode.STORE_DENIED,
              "the object store's certificate is not trusted (%s)",
              "give the JVM a trust store that holds it (javax.net.ssl.trustStore)"),
          new FailureRule(
              causes -> causes.first(SSLPeerUnverifiedException.class).map(is -> causes.root()),
              ErrorCode.SETTINGS,
              "the object store's certificate is for another host (%s)",
              "correct the host in " + ENDPOINT + ", or " + PATH_STYLE),
          new FailureRule(
              causes -> causes.first(SSLException.class).map(is -> causes.root()),
              ErrorCode.SETTINGS,
              "the endpoint does not speak TLS (%s)",
              "write http:// in " + ENDPOINT + ", or switch TLS on in the store"),
          new FailureRule(
              causes -> causes.containing("Unable to find a region", "Unable to load region"),
              ErrorCode.SETTINGS,
              "the object store's region is not known",
              "set fs.s3a.endpoint.region"),
          new FailureRule(
              causes -> causes.containing("parse XML", "unmarshall"),
              ErrorCode.SETTINGS,
              "the endpoint's answer is not what S3 answers",
              "check " + ENDPOINT + ": it may name another service"));

  private S3Failure() {}

  private static Optional<Throwable> unknownHost(Causes causes) {
    return causes.first(UnknownHostException.class).map(is -> causes.root());
  }

  /**
   * What it means; empty where the store did its work and only an object is not there or not as
   * expected.
   *
   * @param causes a failure and its causes, at least one of them S3A's or the AWS client's
   */
  static Optional<Explanation> explain(Causes causes) {
    if (causes.named("NoAuthWithAWSException").isPresent()) {
      return Optional.of(NO_CREDENTIALS);
    }
    Optional<StoreAnswer> answer =
        causes.chain().stream().flatMap(cause -> StoreAnswer.of(cause).stream()).findFirst();
    if (answer.isPresent()) {
      return Optional.ofNullable(answered(answer.get(), causes));
    }
    return causes.first(StoreAnswer::isMissing).map(failure -> noAnswer(causes));
  }

  private static Explanation answered(StoreAnswer answer, Causes causes) {
    String code = String.valueOf(answer.code());
    int status = answer.status();
    String said = said(answer);
    if (code.equals("NoSuchBucket")) {
      return new Explanation(
          ErrorCode.BUCKET_MISSING,
          "there is no bucket '%s'".formatted(bucket(causes)),
          "create it (bootstrap --sample-data does), or correct the path");
    }
    if (SKEWED.contains(code)) {
      return denied(
          "%s; this machine's clock says %s".formatted(said, Instant.now()),
          "set the clock of this machine, or of the store, right");
    }
    if (code.contains("Token")) {
      return denied(
          said,
          "check that AWS_SESSION_TOKEN (fs.s3a.session.token) has not run out and belongs to the keys, or unset it");
    }
    // Versity's gateway says 404 of an access key without a user.
    if (status == 401 || status == 403 || code.equals("XAdminUserNotFound")) {
      boolean why = !code.startsWith(Integer.toString(status));
      return denied(
          said,
          "check %s,%s and that user's rights to the bucket"
              .formatted(CREDENTIALS, why ? "" : " AWS_SESSION_TOKEN, this machine's clock"));
    }
    if (code.equals("KeyTooLongError") || code.equals("XMinioInvalidObjectName")) {
      return denied(said, "choose a shorter target.path, or partition raw by shorter values");
    }
    if (code.equals("XMinioStorageFull") || status == 507) {
      return denied(said, "make room in the store");
    }
    if (status == 429 || status >= 500) {
      return new Explanation(
          ErrorCode.STORE_UNREACHABLE,
          "the object store is overloaded or out of order (%s)".formatted(said),
          "try again when it has recovered");
    }
    return NOT_UNDERSTOOD.contains(status)
        ? new Explanation(
            ErrorCode.SETTINGS,
            "the endpoint did not take the request (%s): it may want https, serve another region, or be no S3 store"
                .formatted(said),
            "check " + ENDPOINT + ", fs.s3a.endpoint.region and fs.s3a.path.style.access")
        : null;
  }

  private static Explanation denied(String said, String advice) {
    return new Explanation(
        ErrorCode.STORE_DENIED, "the object store refused it (%s)".formatted(said), advice);
  }

  private static Explanation noAnswer(Causes causes) {
    return FailureRule.explain(NO_ANSWER, causes)
        .orElseGet(
            () ->
                unreachable("the object store does not answer (%s)".formatted(connection(causes))));
  }

  /** Whether {@code BUCKET.HOST} is unknown and {@code HOST} is not: it is no failure of DNS. */
  private static boolean isBucketsHost(Causes causes) {
    String host = Causes.text(causes.root()).replaceFirst(":? .*", "");
    String bucket = bucket(causes);
    if (!host.startsWith(bucket + ".")) {
      return false;
    }
    try {
      return InetAddress.getByName(host.substring(bucket.length() + 1)) != null;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** Of an answer that is good and not that of a bucket. */
  static Explanation noBucket() {
    return new Explanation(
        ErrorCode.SETTINGS,
        "the endpoint's answer is not that of a bucket",
        "check " + ENDPOINT + ", which may name another service, or " + PATH_STYLE);
  }

  private static Explanation unreachable(String cause) {
    return new Explanation(ErrorCode.STORE_UNREACHABLE, cause, IT_RUNS);
  }

  /** The sentence that names the address if there is one, or else the root's. */
  private static String connection(Causes causes) {
    return causes
        .first(cause -> Causes.text(cause).startsWith("Connect to "))
        .map(Causes::text)
        .orElseGet(() -> Causes.text(causes.root()));
  }

  /** Such as {@code 403 AccessDenied: Access Denied.} */
  private static String said(StoreAnswer answer) {
    String status = Integer.toString(answer.status());
    String code = String.valueOf(answer.code());
    if (code.startsWith(status)) {
      return code.strip();
    }
    return "%s %s: %s".formatted(status, code, answer.message());
  }

  private static String bucket(Causes causes) {
    for (Throwable cause : causes.chain()) {
      Matcher matcher = BUCKET.matcher(String.valueOf(cause.getMessage()));
      if (matcher.find()) {
        return matcher.group(1);
      }
    }
    return "unknown";
  }
}
