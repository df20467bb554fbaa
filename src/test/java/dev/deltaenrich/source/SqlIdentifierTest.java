package dev.deltaenrich.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.failure.EnrichException;
import org.junit.jupiter.api.Test;

class SqlIdentifierTest {
  @Test
  void quotesEachPartOfAQualifiedName() {
    assertThat(SqlIdentifier.qualified("merchant_lookup")).isEqualTo("\"merchant_lookup\"");
    assertThat(SqlIdentifier.qualified("public.merchant_lookup"))
        .isEqualTo("\"public\".\"merchant_lookup\"");
  }

  @Test
  void doublesQuotesInsideANameSoThatItCannotEndEarly() {
    assertThat(SqlIdentifier.qualified("a\"; DROP TABLE b; --"))
        .isEqualTo("\"a\"\"; DROP TABLE b; --\"");
  }

  @Test
  void leavesDotsAndDoubledQuotesOfAQuotedPartAlone() {
    assertThat(SqlIdentifier.qualified("ref.\"Card.Merchants \"\"2024\"\"\""))
        .isEqualTo("\"ref\".\"Card.Merchants \"\"2024\"\"\"");
  }

  @Test
  void takesAColumnAsOneNameWhateverItHolds() {
    assertThat(SqlIdentifier.column("a.b \"c\"")).isEqualTo("\"a.b \"\"c\"\"\"");
  }

  @Test
  void refusesEmptyPartsAndUnclosedQuotes() {
    assertThatThrownBy(() -> SqlIdentifier.qualified("public."))
        .isInstanceOf(EnrichException.class)
        .hasMessage(
            "Cannot use 'public.' as the name of a table or column: a part of it is empty;"
                + " write NAME, SCHEMA.NAME or \"NAME\"");
    assertThatThrownBy(() -> SqlIdentifier.qualified("\"public.x"))
        .hasMessageContaining("a double quote is not closed");
    assertThatThrownBy(() -> SqlIdentifier.qualified("\"a\"b"))
        .hasMessageContaining("text follows a closing quote");
    assertThatThrownBy(() -> SqlIdentifier.column("a\0b")).hasMessageContaining("holds a NUL");
  }
}
