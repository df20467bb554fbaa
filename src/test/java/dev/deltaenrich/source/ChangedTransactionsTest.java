package dev.deltaenrich.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.services.Postgres;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows are found by the transactions that wrote them. */
class ChangedTransactionsTest {
  /** The others of these transactions were before the first one, however large their numbers. */
  @ParameterizedTest
  @CsvSource({
    "3, 700, '3, 8, 15, 16, 699'",
    "8589934600, 8589934608, '8, 15'",
    "4294967295, 4294967300, '3, 4294967295'",
    "700, 700, null"
  })
  void transactionsAreToldAlsoWhereTheirNumbersBeginAnew(long from, long before, String written) {
    String transactions =
        "SELECT string_agg(xmin::text, ', ' ORDER BY n) FROM unnest('{3, 8, 15, 16, 699, 700, 4294967294, 4294967295}'::xid[]) WITH ORDINALITY AS t(xmin, n) WHERE "
            + ChangedRows.written(from, before);

    assertThat(Postgres.query(LookupFixture.create().database(), transactions))
        .containsExactly(written);
  }
}
