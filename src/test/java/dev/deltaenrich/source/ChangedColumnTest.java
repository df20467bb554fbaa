package dev.deltaenrich.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.failure.ErrorCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tables and columns that do not tell which rows changed are refused. */
class ChangedColumnTest {
  private static final String CHANGED = "lookup.changed-column=updated_at";

  private LookupFixture fixture;

  @BeforeEach
  void makeTable() {
    fixture = LookupFixture.create();
    fixture.execute(
        "CREATE TABLE merchant_lookup (merchant_id text, category text, updated_at timestamptz DEFAULT now() NOT NULL)",
        "INSERT INTO merchant_lookup SELECT 'm' || i, 'c' || i % 7 FROM generate_series(1, 100) i");
  }

  @Test
  void aViewIsRefused() {
    fixture.execute("CREATE VIEW seen AS TABLE merchant_lookup");

    assertThat(fixture.failure(ErrorCode.CHANGED_COLUMN, CHANGED, "lookup.table=seen"))
        .hasMessageContaining("Cannot read changed rows of lookup seen: it is no ordinary table");
  }

  @Test
  void aPartitionedTableIsRefused() {
    fixture.execute(
        "CREATE TABLE parts (LIKE merchant_lookup) PARTITION BY LIST (category)",
        "CREATE TABLE part PARTITION OF parts DEFAULT",
        "INSERT INTO parts TABLE merchant_lookup");

    assertThat(fixture.failure(ErrorCode.CHANGED_COLUMN, CHANGED, "lookup.table=parts"))
        .hasMessageContaining("it is no ordinary table");
    assertThat(fixture.readSpilling((columns, rows) -> {}, CHANGED, "lookup.table=part").rowCount())
        .isEqualTo(100);
  }

  @Test
  void aColumnOfAnotherTypeIsRefused() {
    assertThat(fixture.failure(ErrorCode.CHANGED_COLUMN, "lookup.changed-column=category"))
        .hasMessageContaining(
            "its column 'category' is text, and only times, dates and whole numbers");
  }

  @Test
  void aColumnThatIsNotThereIsRefused() {
    assertThat(fixture.failure(ErrorCode.LOOKUP_COLUMN_MISSING, "lookup.changed-column=changed"))
        .hasMessageContaining("it has no column 'changed'; change lookup.changed-column");
  }
}
