package dev.deltaenrich.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Serializable;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SecretTest {
  private static final Secret SECRET = new Secret("hunter2");

  @Test
  void revealsItselfOnlyWhenAsked() {
    assertThat(SECRET.reveal()).isEqualTo("hunter2");
    assertThat(Optional.of(SECRET)).asString().doesNotContain("hunter2");
    assertThat("%s".formatted(SECRET)).isEqualTo("********");
  }

  @Test
  void cannotTravel() {
    assertThat((Object) SECRET).isNotInstanceOf(Serializable.class);
  }
}
