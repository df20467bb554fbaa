package dev.deltaenrich.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys of types that PostgreSQL compares otherwise than as texts. */
class KeyEqualityTest {
  private static final String UUID = "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11";

  private static KeyEquality of(KeyMatch setting, KeyType... types) {
    return KeyEquality.of(setting, List.of(types));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        UUID,
        "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11",
        "{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}",
        "a0eebc999c0b4ef8bb6d6bb9bd380a11",
        "{a0eebc99-9c0b4ef8-bb6d6bb9-bd380a11}",
        "a0ee-bc99-9c0b-4ef8-bb6d-6bb9-bd38-0a11"
      })
  void aUuidHasSeveralTexts(String text) {
    assertThat(of(KeyMatch.EXACT, KeyType.UUID).normalise(text)).isEqualTo(UUID);
    assertThat(of(KeyMatch.TRIM, KeyType.UUID).normalise(" " + text + " ")).isEqualTo(UUID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        " a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
        "{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
        "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}",
        "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1",
        "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1g",
        "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11-",
        "a0eebc99--9c0b-4ef8-bb6d-6bb9bd380a11",
        "a0-eebc999c0b4ef8bb6d6bb9bd380a11",
        "(a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11)"
      })
  void aTextThatIsNoUuidStaysAsItIs(String text) {
    assertThat(of(KeyMatch.EXACT, KeyType.UUID).normalise(text)).isEqualTo(text);
  }

  @Test
  void eachPartHasItsOwnEquality() {
    KeyEquality equality =
        of(KeyMatch.EXACT, KeyType.CITEXT, KeyType.TEXT, KeyType.CHAR, KeyType.INTEGER);

    assertThat(equality.normalise(CompositeKey.join(List.of("Ab ", "Ab ", "Ab  ", "7"))))
        .isEqualTo(CompositeKey.join(List.of("ab ", "Ab ", "Ab", "7")));
    assertThat(equality.normalise("Ab ")).as("of another number of parts").isEqualTo("Ab ");
  }

  @Test
  void aSettingThatDoesAsMuchIsTheWholeEquality() {
    assertThat(of(KeyMatch.EXACT)).isEqualTo(KeyMatch.EXACT);
    assertThat(of(KeyMatch.EXACT, KeyType.TEXT, KeyType.DATE)).isEqualTo(KeyMatch.EXACT);
    assertThat(of(KeyMatch.TRIM, KeyType.CHAR)).isEqualTo(KeyMatch.TRIM);
    assertThat(of(KeyMatch.TRIM_IGNORE_CASE, KeyType.CHAR, KeyType.CITEXT))
        .isEqualTo(KeyMatch.TRIM_IGNORE_CASE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          exact as uuid        | EXACT | UUID
          trim as citext       | TRIM  | CITEXT
          exact as char        | EXACT | CHAR
          trim-ignore-case as uuid | TRIM_IGNORE_CASE | UUID
          """)
  void anEqualityIsReadFromItsWords(String words, KeyMatch setting, KeyType type) {
    assertThat(of(setting, type).word()).isEqualTo(words);
    assertThat(KeyEquality.ofWord(words)).contains(of(setting, type));
  }

  @Test
  void otherWordsAreNoEquality() {
    assertThat(KeyEquality.ofWord("exact")).contains(KeyMatch.EXACT);
    assertThat(KeyEquality.ofWord("exact as text,uuid"))
        .contains(of(KeyMatch.EXACT, KeyType.INTEGER, KeyType.UUID));
    assertThat(KeyEquality.ofWord("fuzzy")).isEmpty();
    assertThat(KeyEquality.ofWord("fuzzy as uuid")).isEmpty();
    assertThat(KeyEquality.ofWord("exact as inet")).isEmpty();
  }

  @Test
  void anotherEqualityIsAnotherRule() {
    Rule rule = new Rule("k", List.of(new NewColumn("a", "b")), KeyMatch.EXACT, Unmatched.TO_NULL);

    assertThat(rule.comparing(List.of(KeyType.INTEGER)).id()).isEqualTo(rule.id());
    assertThat(rule.comparing(List.of(KeyType.UUID)).id())
        .isNotEqualTo(rule.id())
        .isNotEqualTo(rule.comparing(List.of(KeyType.CHAR)).id());
  }
}
