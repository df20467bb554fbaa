package dev.deltaenrich.splice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ColumnTypeTest {
  private final Locale locale = Locale.getDefault(Locale.Category.FORMAT);

  @AfterEach
  void restore() {
    Locale.setDefault(Locale.Category.FORMAT, locale);
  }

  @Test
  void aDecimalHasTheSameDigitsInEveryLocale() {
    Locale.setDefault(Locale.Category.FORMAT, Locale.forLanguageTag("ar-EG"));
    assertThat("%d".formatted(18)).as("what this locale does to digits").isNotEqualTo("18");

    assertThat(ColumnType.spark(AddedColumn.decimal("fee", 18, 2))).isEqualTo("decimal(18,2)");
  }
}
