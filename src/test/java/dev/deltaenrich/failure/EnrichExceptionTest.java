package dev.deltaenrich.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;

class EnrichExceptionTest {
  /** Like many exceptions of object stores and of Spark: it holds what cannot be sent. */
  private static final class Unsendable extends Exception {
    private final Thread thread = Thread.currentThread();

    Unsendable(Throwable cause) {
      super("unsendable", cause);
    }

    @Override
    public String toString() {
      return "Unsendable on " + thread.getName();
    }
  }

  @Test
  void goesOverTheWireWhateverItsCauseIs() throws IOException, ClassNotFoundException {
    EnrichException received =
        sent(
            new EnrichException(
                ErrorCode.FILE_CORRUPT,
                "Cannot read x: y; z",
                new Unsendable(new IOException("disk"))));
    assertThat(received.code()).isEqualTo(ErrorCode.FILE_CORRUPT);
    assertThat(received).hasMessage("Cannot read x: y; z");
    assertThat(received.getCause()).hasMessage("Unsendable on " + Thread.currentThread().getName());
    assertThat(received.getCause().getCause()).hasMessage("java.io.IOException: disk");
    assertThat(received.getStackTrace()[0].getMethodName())
        .isEqualTo("goesOverTheWireWhateverItsCauseIs");
  }

  private static EnrichException sent(EnrichException exception)
      throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(exception);
    }
    return (EnrichException)
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
  }

  @Test
  void messageIsOneLine() {
    assertThat(new EnrichException(ErrorCode.UNEXPECTED, "one\ntwo\r\nthree"))
        .hasMessage("one\\ntwo\\nthree");
  }
}
