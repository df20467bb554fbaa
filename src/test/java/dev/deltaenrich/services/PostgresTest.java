package dev.deltaenrich.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class PostgresTest {
  @Test
  void refusesAWrongPassword() {
    String url = Postgres.url(Postgres.createDatabase());
    assertThatThrownBy(() -> DriverManager.getConnection(url, Postgres.USER, "wrong"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("password authentication failed");
  }

  @Test
  void givesEachTestADatabaseOfItsOwn() {
    assertThat(Postgres.createDatabase()).isNotEqualTo(Postgres.createDatabase());
  }
}
