package dev.deltaenrich.engine;

import dev.deltaenrich.config.Secret;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.io.IOException;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * Secrets in a Hadoop credential provider, the one that {@code
 * spark.hadoop.hadoop.security.credential.provider.path} names (Hadoop, "CredentialProvider API
 * Guide"). Needs no session. Keeps nothing.
 */
public final class HadoopCredentials {
  private HadoopCredentials() {}

  /**
   * What is kept under {@code alias}; empty when there is no provider, or none that has it. Never
   * what stands in a property of that name, which would be clear text.
   *
   * @throws EnrichException SETTINGS when a provider cannot be opened
   */
  public static Optional<Secret> find(String alias) {
    try {
      char[] secret =
          SparkHadoopUtil.get()
              .newConfiguration(new SparkConf())
              .getPasswordFromCredentialProviders(alias);
      return Optional.ofNullable(secret).map(String::new).map(Secret::new);
    } catch (IOException e) {
      throw new EnrichException(
          ErrorCode.SETTINGS,
          "Cannot look for %s in the Hadoop credential provider: %s; check hadoop.security.credential.provider.path and the keystore's own password"
              .formatted(alias, e.getMessage()),
          e);
    }
  }
}
