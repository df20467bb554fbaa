package dev.deltaenrich.drills;

import dev.deltaenrich.services.FaultProxy;
import dev.deltaenrich.services.FaultProxy.Exchange;
import dev.deltaenrich.services.HttpHead;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** Kinds of requests to a store, by what they are for. */
final class Requests {
  private Requests() {}

  /** Puts an entry into a table's log. */
  static Predicate<HttpHead> commitTo(String table) {
    return request ->
        request.method().equals("PUT")
            && request.path().startsWith(key(table) + "/_delta_log/")
            && request.path().matches(".*/\\d{20}\\.json");
  }

  /** The first that puts the entry of each version. */
  static Predicate<HttpHead> firstOfEachCommitTo(String table) {
    Set<String> seen = ConcurrentHashMap.newKeySet();
    return commitTo(table).and(request -> seen.add(request.path()));
  }

  /** Makes a curated data file, at once or in parts. */
  static Predicate<HttpHead> dataInto(String table) {
    return request ->
        Set.of("PUT", "POST").contains(request.method())
            && request.path().startsWith(key(table) + "/")
            && request.path().contains("/enriched-");
  }

  /** Reads a table's log. */
  static Predicate<HttpHead> logOf(String table) {
    return request ->
        request.method().equals("GET") && request.path().startsWith(key(table) + "/_delta_log/");
  }

  /** Reads a data file. */
  static Predicate<HttpHead> dataOf(String table) {
    return request ->
        request.method().equals("GET")
            && request.path().startsWith(key(table) + "/")
            && request.path().endsWith(".parquet")
            && !request.path().contains("/_delta_log/");
  }

  /** How many requests of a kind a proxy kept the answer of. */
  static long unanswered(FaultProxy proxy, Predicate<HttpHead> kind) {
    return proxy.exchanges(kind).stream()
        .filter(exchange -> exchange.status() == Exchange.NO_ANSWER)
        .count();
  }

  private static String key(String table) {
    return table.substring("s3a:/".length());
  }
}
