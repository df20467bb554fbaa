package dev.deltaenrich.store;

import java.util.Set;

/**
 * A part that a store copied, or why there is none.
 *
 * @param part null where the store refused
 * @param refusal what the store said; null where it copied
 * @param failure the refusal as a caller may throw it; null where the store copied
 */
public record CopiedPart(Part part, StoreAnswer refusal, RuntimeException failure) {
  /** Answers of a store that does not copy parts, or not for us (S3 API, "Error responses"). */
  private static final Set<String> REFUSALS =
      Set.of(
          "NotImplemented",
          "MethodNotAllowed",
          "AccessDenied",
          "InvalidRequest",
          "InvalidArgument");

  /** Of a store that copied. */
  static CopiedPart of(int number, String etag) {
    return new CopiedPart(new Part(number, etag), null, null);
  }

  /** Of a store that does not; throws what means something else. */
  static CopiedPart refused(RuntimeException failure) {
    StoreAnswer answer = StoreAnswer.of(failure).orElseThrow(() -> failure);
    if (!REFUSALS.contains(String.valueOf(answer.code()))) {
      throw failure;
    }
    return new CopiedPart(null, answer, failure);
  }
}
