package dev.deltaenrich.enrich;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.config.KeyMatch;
import dev.deltaenrich.services.TestSession;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Encoders;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Spark SQL compares keys in the form in which all else does. */
class ComparedKeyTest {
  private static final List<String> KEYS =
      List.of(
          "MER-1",
          "  Mer 1 ",
          " Mer \0  A b \0",
          "\0 ",
          "\tMER-1\n",
          "\u00A0MER\u3000",
          "   ",
          "",
          "ÄÖÉ ß",
          "\uD83D\uDE00X");

  /** Every character of Unicode, in the middle of a word and at its end. */
  private static final String ALL =
      IntStream.rangeClosed(1, Character.MAX_CODE_POINT)
          .filter(point -> Character.getType(point) != Character.SURROGATE)
          .mapToObj(point -> "a%1$sb a%1$s ".formatted(Character.toString(point)))
          .collect(Collectors.joining());

  @ParameterizedTest
  @EnumSource
  void keysAreWhatNormalisingGives(KeyMatch match) {
    assertThat(compared(KEYS, match)).isEqualTo(KEYS.stream().map(match::normalise).toList());
  }

  @ParameterizedTest
  @EnumSource
  void noCharacterIsAnExceptionToThat(KeyMatch match) {
    boolean alike = compared(List.of(ALL), match).get(0).equals(match.normalise(ALL));

    assertThat(alike).as("all characters").isTrue();
  }

  private static List<String> compared(List<String> keys, KeyMatch match) {
    return TestSession.get()
        .createDataset(keys, Encoders.STRING())
        .toDF("key")
        .select(ComparedKey.of(col("key"), match))
        .as(Encoders.STRING())
        .collectAsList();
  }
}
