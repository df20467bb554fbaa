package dev.deltaenrich.enrich;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.config.KeyMatch;
import dev.deltaenrich.services.TestSession;
import java.util.List;
import org.apache.spark.sql.Encoders;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Spark SQL compares keys in the form in which all else does. */
class ComparedKeyTest {
  private static final List<String> KEYS =
      List.of(
          "MER-1", "  Mer 1 ", "\tMER-1\n", "\u00A0MER\u3000", "   ", "", "ÄÖÉ ß", "\uD83D\uDE00X");

  @ParameterizedTest
  @EnumSource
  void keysAreWhatNormalisingGives(KeyMatch match) {
    List<String> compared =
        TestSession.get()
            .createDataset(KEYS, Encoders.STRING())
            .toDF("key")
            .select(ComparedKey.of(col("key"), match))
            .as(Encoders.STRING())
            .collectAsList();

    assertThat(compared).isEqualTo(KEYS.stream().map(match::normalise).toList());
  }
}
