package dev.deltaenrich.enrich;

import dev.deltaenrich.source.Lookup;
import dev.deltaenrich.source.LookupMark;
import dev.deltaenrich.source.LookupRoom;

/**
 * How the lookup is joined, and why.
 *
 * @param broadcast whether every executor gets the whole lookup; otherwise keys are shuffled, of
 *     spliced files each but once
 * @param reason for people
 */
public record JoinChoice(boolean broadcast, String reason) {
  /** Broadcast up to the bound and where the heap has room, shuffle beyond. */
  public static JoinChoice of(Lookup lookup, long maxBroadcastBytes) {
    String size =
        "lookup has %,d rows and %,d bytes, the bound is %,d bytes (lookup.max-broadcast-bytes)"
            .formatted(lookup.rowCount(), lookup.bytes(), maxBroadcastBytes);
    if (lookup.mark().filter(LookupMark::isMerged).isPresent()) {
      return new JoinChoice(
          false, size + "; only changed rows were read, the others are in the lookup history");
    }
    return new JoinChoice(
        !lookup.spilled(),
        lookup.spilled() && lookup.bytes() <= maxBroadcastBytes
            ? size
                + "; in memory it takes about %,d bytes, more than the heap has room for (spark.driver.memory, spark.executor.memory)"
                    .formatted(
                        LookupRoom.needed(
                            lookup.rowCount(), lookup.columns().size(), lookup.bytes()))
            : size);
  }

  /** {@code broadcast} or {@code shuffle}. */
  public String word() {
    return broadcast ? "broadcast" : "shuffle";
  }
}
