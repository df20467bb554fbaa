package dev.deltaenrich.services;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Something that {@link FaultProxy} does to requests.
 *
 * @param matching which ones
 * @param left how many still
 * @param effect what
 */
record ProxyFault(Predicate<HttpHead> matching, AtomicInteger left, Effect effect) {

  /** Whether this request is one of those it is for; uses one up. */
  boolean takes(HttpHead request) {
    return matching.test(request) && left.getAndUpdate(n -> n > 0 ? n - 1 : 0) > 0;
  }

  /** What happens to a request. */
  sealed interface Effect {}

  /** The connection is cut instead of the store's response. */
  record LoseResponse() implements Effect {}

  /** The store is not asked. */
  record Answer(int status, String code) implements Effect {}

  /** Runs before the store is asked. */
  record Before(Consumer<HttpHead> action) implements Effect {}

  /** The store is asked something else. */
  record Changed(UnaryOperator<HttpHead> into) implements Effect {}

  /** Runs when the store has answered. */
  record After(Consumer<HttpHead> action) implements Effect {}
}
