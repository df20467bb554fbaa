package dev.deltaenrich.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LookupCsvTest {
  @TempDir Path folder;

  @Test
  void keysAreQuotedAndThoseThatCannotBeLoadedAreCounted() throws IOException {
    Path file = folder.resolve("keys.csv");
    String longest = "🛒".repeat(LookupCsv.LONGEST_KEY);

    LookupCsv.Written written =
        LookupCsv.at(file.toString())
            .write(
                List.of("A", " a,\"b\"\r\n", longest, longest + "x", "", "nul\0", "no\uFFFFtext")
                    .iterator());

    assertThat(Files.readString(file))
        .isEqualTo(
            "merchant_id,merchant_name,category\r\n\"A\",\"\",\r\n\" a,\"\"b\"\"\r\n\",\"\",\r\n\"%s\",\"\",\r\n"
                .formatted(longest));
    assertThat(written).isEqualTo(new LookupCsv.Written(file.toString(), 3, 4));
  }

  @Test
  void aFailureLeavesTheFileAsItWas() throws IOException {
    Path file = Files.writeString(folder.resolve("keys.csv"), "filled in by someone");
    Iterator<String> keys =
        Stream.of("A", "B")
            .peek(
                key -> {
                  if (key.equals("B")) {
                    throw new IllegalStateException("the store is down");
                  }
                })
            .iterator();

    LookupCsv csv = LookupCsv.at(file.toString());
    assertThatThrownBy(() -> csv.write(keys)).hasMessage("the store is down");

    assertThat(file).hasContent("filled in by someone");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(file);
    }
  }

  @Test
  void aPlaceWhereNoFileCanBeIsRefusedFirst() {
    for (String word :
        List.of(folder.toString(), "/dev/null", folder + "/missing/keys.csv", "", "a\0b")) {
      assertThatThrownBy(() -> LookupCsv.at(word))
          .isInstanceOf(EnrichException.class)
          .hasMessageStartingWith("Cannot write unknown keys to ")
          .hasMessageEndingWith("; correct --csv")
          .extracting(e -> ((EnrichException) e).code())
          .isEqualTo(ErrorCode.USAGE);
    }
  }
}
