package dev.deltaenrich.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RuleTest {
  private static final List<NewColumn> COLUMNS =
      List.of(new NewColumn("category", "enriched_category"));
  private static final Rule RULE =
      new Rule("merchant_id", COLUMNS, KeyMatch.EXACT, Unmatched.TO_NULL);

  /** The id stands in the logs of tables: another one would make every file out of date. */
  @Test
  void keepsItsIdFromReleaseToRelease() {
    assertThat(RULE.id()).isEqualTo("764e3ae331c5e94b");
  }

  @Test
  void hasAnotherIdWhenAnythingThatMakesRowsChanges() {
    NewColumn name = new NewColumn("merchant_name", "name");
    NewColumn category = COLUMNS.get(0);
    Stream<String> ids =
        Stream.of(
                RULE,
                new Rule("shop_id", COLUMNS, KeyMatch.EXACT, Unmatched.TO_NULL),
                new Rule("merchant_id", List.of(name), KeyMatch.EXACT, Unmatched.TO_NULL),
                new Rule("merchant_id", List.of(name, category), KeyMatch.EXACT, Unmatched.TO_NULL),
                new Rule("merchant_id", List.of(category, name), KeyMatch.EXACT, Unmatched.TO_NULL),
                new Rule("merchant_id", COLUMNS, KeyMatch.TRIM, Unmatched.TO_NULL),
                new Rule("merchant_id", COLUMNS, KeyMatch.TRIM_IGNORE_CASE, Unmatched.TO_NULL),
                new Rule("merchant_id", COLUMNS, KeyMatch.EXACT, Unmatched.toDefault("")),
                new Rule("merchant_id", COLUMNS, KeyMatch.EXACT, Unmatched.toDefault("null")),
                valid("since", "", "at", "UTC"),
                valid("since", "till", "at", "UTC"),
                valid("since", "till", "paid_at", "UTC"),
                valid("since", "till", "at", "Asia/Tokyo"))
            .map(Rule::id);

    assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("[0-9a-f]{16}"));
  }

  private static Rule valid(String from, String to, String rawTime, String zone) {
    return new Rule(
        "merchant_id",
        COLUMNS,
        KeyMatch.EXACT,
        Unmatched.TO_NULL,
        Optional.of(Validity.of(from, to, rawTime, zone)));
  }

  @Test
  void hasTheSameIdWhetherUnmatchedRowsAreNullOrFailTheRun() {
    assertThat(new Rule("merchant_id", COLUMNS, KeyMatch.EXACT, Unmatched.TO_FAILURE).id())
        .isEqualTo(RULE.id());
  }

  @Test
  void spellsItsColumnsAsTheSettingsDo() {
    List<NewColumn> two = List.of(new NewColumn("a", "b"), new NewColumn("c", "c"));

    assertThat(new Rule("k", two, KeyMatch.EXACT, Unmatched.TO_NULL).columnsWord())
        .isEqualTo("a:b,c:c");
  }

  @Test
  void doesNotChangeWithTheListItWasMadeOf() {
    List<NewColumn> columns = new ArrayList<>(COLUMNS);
    Rule rule = new Rule("merchant_id", columns, KeyMatch.EXACT, Unmatched.TO_NULL);
    columns.clear();

    assertThat(rule).isEqualTo(RULE);
  }

  @Test
  void spellsUnmatchedAsTheSettingsDo() {
    assertThat(Unmatched.TO_NULL.word()).isEqualTo("null");
    assertThat(Unmatched.TO_FAILURE.word()).isEqualTo("fail");
    assertThat(Unmatched.toDefault("a: b").word()).isEqualTo("default:a: b");
  }
}
