package dev.deltaenrich.config;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds secrets in places that others can read: arguments and URLs. */
public final class ExposedSecrets {
  private static final Pattern USER_INFO = Pattern.compile("^[a-zA-Z0-9+.:-]+://[^/@?]*:[^/@?]*@");

  /** A bucket has no port, so a colon always starts a secret, and AWS secrets may hold a slash. */
  private static final Pattern BUCKET_USER_INFO = Pattern.compile("^s3[an]?://[^/@?]*:.*@");

  private static final Pattern URL_PARAMETER =
      Pattern.compile(
          "[?&;](password|passwd|pwd|sslpassword|secret|token)=", Pattern.CASE_INSENSITIVE);

  private ExposedSecrets() {}

  /** What is wrong with {@code url}, or empty; never repeats the secret. */
  public static Optional<String> inUrl(String url) {
    if (USER_INFO.matcher(url).find() || BUCKET_USER_INFO.matcher(url).find()) {
      return Optional.of("carries a user and password before the host");
    }
    if (URL_PARAMETER.matcher(url).find()) {
      return Optional.of("carries a password as a parameter");
    }
    return Optional.empty();
  }

  /**
   * Whether a key names a secret, as {@code lookup.jdbc.password} and {@code fs.s3a.secret.key} do.
   */
  public static boolean isSecretKey(String key) {
    String word = key.toLowerCase(Locale.ROOT);
    if (word.endsWith("-file") || word.endsWith(".file") || word.endsWith("-command")) {
      return false;
    }
    return word.contains("password")
        || word.contains("secret")
        || word.contains("passwd")
        || word.contains("pwd")
        || word.contains("token")
        || word.contains("access.key");
  }

  /** What to do instead of giving the secret {@code key} as an argument. */
  public static String remedy(String key) {
    return key.contains("s3a")
        ? "use AWS_SECRET_ACCESS_KEY in the environment or a Hadoop credential provider"
        : Setting.ofKey(key)
            .filter(Setting::secret)
            .map(Setting::remedy)
            .or(() -> ofOneLookup(key))
            .orElseGet(Setting.LOOKUP_JDBC_PASSWORD::remedy);
  }

  private static Optional<String> ofOneLookup(String key) {
    return NamedSetting.ofKey(key)
        .filter(named -> named.setting().secret())
        .map(NamedSetting::remedy);
  }
}
