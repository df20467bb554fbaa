package dev.deltaenrich.bench;

import dev.deltaenrich.services.Postgres;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A PostgreSQL with an empty database, for {@code bench/}: says on stdout where it is, and lasts
 * until its stdin is closed.
 */
public final class LocalPostgres {
  private LocalPostgres() {}

  /**
   * Starts it, prints one line {@code PORT DATABASE USER PASSWORD}, waits for the end of stdin, and
   * ends the JVM, which stops it.
   */
  public static void main(String[] arguments) throws IOException {
    String database = Postgres.createDatabase();
    System.out.printf("%d %s %s %s%n", Postgres.port(), database, Postgres.USER, Postgres.PASSWORD);
    System.in.transferTo(OutputStream.nullOutputStream());
    System.exit(0);
  }
}
