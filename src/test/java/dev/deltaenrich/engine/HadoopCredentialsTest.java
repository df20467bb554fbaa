package dev.deltaenrich.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.config.Secret;
import dev.deltaenrich.failure.EnrichException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.alias.CredentialProvider;
import org.apache.hadoop.security.alias.CredentialProviderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HadoopCredentialsTest {
  private static final String ALIAS = "lookup.jdbc.password";
  private static final String PROVIDERS = "spark.hadoop.hadoop.security.credential.provider.path";
  private static final String CLEAR_TEXT = "spark.hadoop." + ALIAS;

  @TempDir private Path folder;

  @AfterEach
  void forget() {
    System.clearProperty(PROVIDERS);
    System.clearProperty(CLEAR_TEXT);
  }

  @Test
  void findsWhatAKeystoreHolds() throws IOException {
    System.setProperty(PROVIDERS, keystoreWith("s3cret"));

    assertThat(HadoopCredentials.find(ALIAS)).map(Secret::reveal).contains("s3cret");
  }

  @Test
  void findsNothingUnderAnotherAlias() throws IOException {
    System.setProperty(PROVIDERS, keystoreWith("s3cret"));

    assertThat(HadoopCredentials.find("another")).isEmpty();
  }

  @Test
  void findsNothingWithoutAProviderNotEvenInAProperty() {
    System.setProperty(CLEAR_TEXT, "in clear text");

    assertThat(HadoopCredentials.find(ALIAS)).isEmpty();
  }

  @Test
  void saysThatAKeystoreCannotBeOpened() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.jceks"), "no keystore");
    System.setProperty(PROVIDERS, "localjceks://file" + broken);

    assertThatThrownBy(() -> HadoopCredentials.find(ALIAS))
        .isInstanceOf(EnrichException.class)
        .hasMessageStartingWith(
            "Cannot look for lookup.jdbc.password in the Hadoop credential provider: ")
        .hasMessageEndingWith(
            "; check hadoop.security.credential.provider.path and the keystore's own password");
  }

  private String keystoreWith(String secret) throws IOException {
    String uri = "localjceks://file" + folder.resolve("keys.jceks");
    Configuration conf = new Configuration();
    conf.set(CredentialProviderFactory.CREDENTIAL_PROVIDER_PATH, uri);
    CredentialProvider provider = CredentialProviderFactory.getProviders(conf).get(0);
    provider.createCredentialEntry(ALIAS, secret.toCharArray());
    provider.flush();
    return uri;
  }
}
