package dev.deltaenrich.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  @Test
  void givesADatabaseToAnotherTestOnceTheFolderIsGone(@TempDir Path parent) throws IOException {
    Path folder = Files.createDirectory(parent.resolve("of-one-test"));
    String database = Postgres.lendDatabase(folder);
    Postgres.execute(database, "CREATE TABLE t (a INT)", "CREATE SCHEMA \"Ref Data\"");
    Postgres.executeAsSuperuser(
        database, "REVOKE CONNECT ON DATABASE %s FROM PUBLIC".formatted(database));
    assertThat(Postgres.lendDatabase(parent)).as("in use").isNotEqualTo(database);

    Files.delete(folder);
    assertThat(lentAgain(parent)).contains(database);

    assertThat(
            Postgres.query(database, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))
        .containsExactly("0");
    Postgres.execute(database, "CREATE TABLE t (a TEXT)", "CREATE SCHEMA \"Ref Data\"");
  }

  /** Other tests of this JVM may have left databases, too. */
  private static List<String> lentAgain(Path folder) {
    return Stream.generate(() -> Postgres.lendDatabase(folder)).limit(10).toList();
  }
}
