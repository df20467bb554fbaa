package dev.deltaenrich.drills;

import dev.deltaenrich.services.FaultProxy;
import dev.deltaenrich.services.FaultProxy.Exchange;
import dev.deltaenrich.services.HttpHead;
import dev.deltaenrich.services.ProcessResult;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * A run that nothing happened to, to know where the next one can be hit.
 *
 * @param firstData the number, from 0, of the first request that wrote a data file
 * @param commit that of the one that committed
 * @param took from start to exit
 */
record MeasuredRun(int firstData, int commit, Duration took) {
  /** Makes one through a proxy that it has for itself. */
  static MeasuredRun of(Tables tables, String target, FaultProxy proxy) {
    proxy.forget();
    ProcessResult result =
        Program.enrich(tables, target, proxy.endpoint()).start().await(Program.LIMIT).succeeded();
    List<Exchange> all = proxy.exchanges();
    return new MeasuredRun(
        first(all, Requests.dataInto(target)),
        first(all, Requests.commitTo(target)),
        result.took());
  }

  private static int first(List<Exchange> all, Predicate<HttpHead> matching) {
    for (int i = 0; i < all.size(); i++) {
      if (matching.test(all.get(i).request())) {
        return i;
      }
    }
    throw new IllegalStateException("the run made no such request among " + all.size());
  }
}
