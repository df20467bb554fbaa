package dev.deltaenrich.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads a small UTF-8 file that the user named. */
final class TextFile {
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private TextFile() {}

  /**
   * The file's text without a byte order mark; empty after {@code problem} was told in words what
   * is wrong with it.
   */
  static Optional<String> read(String file, Consumer<String> problem) {
    try {
      Path path = Path.of(file);
      if (Files.isDirectory(path)) {
        problem.accept("is a folder, not a file");
        return Optional.empty();
      }
      String text = Files.readString(path);
      return Optional.of(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text);
    } catch (NoSuchFileException e) {
      problem.accept("does not exist");
    } catch (AccessDeniedException e) {
      problem.accept("may not be read by this user");
    } catch (CharacterCodingException e) {
      problem.accept("is not UTF-8 text");
    } catch (IOException | InvalidPathException e) {
      problem.accept("cannot be read (%s)".formatted(e.getMessage()));
    }
    return Optional.empty();
  }
}
