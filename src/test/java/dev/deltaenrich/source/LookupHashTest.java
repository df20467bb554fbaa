package dev.deltaenrich.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LookupHashTest {
  private static final String ID = LookupFixture.holding("A=1", "B=2", "C=null").read().id();

  @Test
  void isTheSameWhateverTheOrderOfTheRows() {
    assertThat(ID).matches("[0-9a-f]{32}");
    assertThat(LookupFixture.holding("C=null", "B=2", "A=1").read().id()).isEqualTo(ID);
  }

  @Test
  void leavesOutRowsThatCanMatchNothing() {
    assertThat(LookupFixture.holding("A=1", "B=2", "C=null", "null=3").read().id()).isEqualTo(ID);
  }

  @Test
  void changesWithAnyValueKeyOrNull() {
    List<String> ids =
        List.of(
            ID,
            LookupFixture.holding("A=1", "B=2").read().id(),
            LookupFixture.holding("A=1", "B=2", "C=").read().id(),
            LookupFixture.holding("A=1", "B=2 ", "C=null").read().id(),
            LookupFixture.holding("A=2", "B=1", "C=null").read().id(),
            LookupFixture.holding("A=1", "b=2", "C=null").read().id(),
            LookupFixture.holding("A1=", "B=2", "C=null").read().id(),
            LookupFixture.holding("A=1", "B=2", "C=null", "D=4").read().id());

    assertThat(ids).doesNotHaveDuplicates();
  }

  @Test
  void changesWithTheColumnsAndTheirTypes() {
    LookupFixture fixture = LookupFixture.create();
    fixture.execute(
        "CREATE TABLE merchant_lookup (merchant_id text, category text, other text, number int)",
        "INSERT INTO merchant_lookup VALUES ('A', '1', '1', 1)");

    List<String> ids =
        List.of(
            fixture.read("lookup.columns=category:x").id(),
            fixture.read("lookup.columns=other:x").id(),
            fixture.read("lookup.columns=number:x").id(),
            fixture.read("lookup.columns=category:x,other:y").id(),
            fixture.read("lookup.columns=other:x,category:y").id());

    assertThat(ids).doesNotHaveDuplicates();
    assertThat(fixture.read("lookup.columns=category:renamed").id()).isEqualTo(ids.get(0));
  }
}
