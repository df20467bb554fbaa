package dev.deltaenrich.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

class StoredPasswordTest {
  private static final String ALIAS = "lookup.jdbc.password";
  private static final String PROPERTY =
      "spark.hadoop." + CredentialProviderFactory.CREDENTIAL_PROVIDER_PATH;

  @TempDir Path folder;

  @AfterEach
  void clear() {
    System.clearProperty(PROPERTY);
    System.clearProperty("spark.hadoop." + ALIAS);
  }

  @Test
  void readsWhatTheProviderHolds() throws IOException {
    String provider = "localjceks://file" + folder.resolve("secrets.jceks");
    Configuration conf = new Configuration(false);
    conf.set(CredentialProviderFactory.CREDENTIAL_PROVIDER_PATH, provider);
    CredentialProvider keys = CredentialProviderFactory.getProviders(conf).get(0);
    keys.createCredentialEntry(ALIAS, "p\u00e4ss word".toCharArray());
    keys.flush();
    System.setProperty(PROPERTY, provider);

    assertThat(StoredPassword.of(ALIAS).orElseThrow().reveal()).isEqualTo("p\u00e4ss word");
    assertThat(StoredPassword.of("lookup.other")).isEmpty();
  }

  @Test
  void isEmptyWithoutAProvider() {
    assertThat(StoredPassword.of(ALIAS)).isEmpty();
  }

  /** It would stand in the arguments of spark-submit. */
  @Test
  void doesNotTakeAPropertyForAProvider() {
    System.setProperty("spark.hadoop." + ALIAS, "canary");
    System.setProperty(PROPERTY, "localjceks://file" + folder.resolve("empty.jceks"));

    assertThat(StoredPassword.of(ALIAS)).isEmpty();
  }

  @Test
  void saysWhichProviderCannotBeRead() throws IOException {
    Path file = Files.writeString(folder.resolve("broken.jceks"), "this is no key store");
    System.setProperty(PROPERTY, "localjceks://file" + file);

    assertThatThrownBy(() -> StoredPassword.of(ALIAS))
        .isInstanceOf(EnrichException.class)
        .hasMessageStartingWith(
            "Cannot read lookup.jdbc.password from the credential provider localjceks://file"
                + file)
        .hasMessageEndingWith(
            "; check hadoop.security.credential.provider.path and HADOOP_CREDSTORE_PASSWORD");
  }
}
