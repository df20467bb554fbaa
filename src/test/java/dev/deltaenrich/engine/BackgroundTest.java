package dev.deltaenrich.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.deltaenrich.engine.table.DeltaTable;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.services.TestSession;
import java.io.FileNotFoundException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.apache.spark.sql.SaveMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Work beside its caller, and the log that is read so. */
class BackgroundTest {
  @TempDir private Path folder;

  @Test
  void givesWhatTheWorkGave() {
    assertThat(Background.begin("count", () -> 42).await()).isEqualTo(42);
  }

  @Test
  void aFailureKeepsItsCode() {
    Background<Object> work =
        Background.begin(
            "look",
            () -> {
              throw new EnrichException(ErrorCode.LOG_BROKEN, "line 3");
            });

    EnrichException failure = catchThrowableOfType(EnrichException.class, work::await);

    assertThat(failure.code()).isEqualTo(ErrorCode.LOG_BROKEN);
  }

  @Test
  void anotherFailureIsToldWithWhatWasDone() {
    Background<Object> work =
        Background.begin(
            "read the log",
            () -> {
              throw new FileNotFoundException("no 7.json");
            });

    assertThatThrownBy(work::await)
        .isInstanceOf(EnrichException.class)
        .hasMessageContaining("read the log")
        .hasMessageContaining("no 7.json");
  }

  @Test
  void anErrorStaysOne() {
    Background<Object> work =
        Background.begin(
            "link",
            () -> {
              throw new NoClassDefFoundError("gone");
            });

    assertThatThrownBy(work::await).isInstanceOf(NoClassDefFoundError.class);
  }

  @Test
  void aTableIsAsItWasWhenItsOpeningBegan() {
    append();
    Supplier<DeltaTable> opening = DeltaTable.begin(TestSession.get(), folder.toString());
    append();

    assertThat(opening.get().version()).isZero();
    assertThat(opening.get().files()).hasSize(1);
    assertThat(DeltaTable.open(TestSession.get(), folder.toString()).version()).isEqualTo(1);
  }

  @Test
  void whereThereIsNoTableThereIsNothingToRead() {
    assertThat(DeltaTable.begin(TestSession.get(), folder.toString()).get().exists()).isFalse();
  }

  private void append() {
    TestSession.get()
        .range(0, 3, 1, 1)
        .write()
        .format("delta")
        .mode(SaveMode.Append)
        .save(folder.toString());
  }
}
