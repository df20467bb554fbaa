package dev.deltaenrich.engine;

import dev.deltaenrich.config.Secret;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.alias.CredentialProviderFactory;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * Passwords in a Hadoop credential provider (<a
 * href="https://hadoop.apache.org/docs/r3.3.4/hadoop-project-dist/hadoop-common/CredentialProviderAPI.html">its
 * documentation</a>), such as {@code hadoop credential create} makes.
 */
public final class StoredPassword {
  private StoredPassword() {}

  /**
   * What the provider that {@code hadoop.security.credential.provider.path} names holds for {@code
   * alias}; empty where no provider is set or it has no such alias. Needs no Spark session: the
   * path is taken from the properties that spark-submit passed on and from core-site.xml.
   *
   * @throws EnrichException SETTINGS when the provider cannot be read
   */
  public static Optional<Secret> of(String alias) {
    Configuration conf = SparkHadoopUtil.get().newConfiguration(new SparkConf());
    String path = conf.get(CredentialProviderFactory.CREDENTIAL_PROVIDER_PATH, "");
    if (path.isBlank()) {
      return Optional.empty();
    }
    try {
      // Not getPassword, which would also take a property of the alias's name, in clear text.
      return Optional.ofNullable(conf.getPasswordFromCredentialProviders(alias))
          .map(String::new)
          .map(Secret::new);
    } catch (IOException | RuntimeException e) {
      throw new EnrichException(
          ErrorCode.SETTINGS,
          "Cannot read %s from the credential provider %s: %s; check %s and HADOOP_CREDSTORE_PASSWORD"
              .formatted(
                  alias,
                  path,
                  Causes.text(Causes.of(e).root()),
                  CredentialProviderFactory.CREDENTIAL_PROVIDER_PATH),
          e);
    }
  }
}
