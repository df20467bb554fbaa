package dev.deltaenrich.enrich;

import dev.deltaenrich.source.Lookup;

/**
 * How the lookup is joined, and why.
 *
 * @param broadcast whether every executor gets the whole lookup; otherwise both sides are shuffled
 * @param reason for people
 */
public record JoinChoice(boolean broadcast, String reason) {
  /** Broadcast up to the bound, shuffle beyond. */
  public static JoinChoice of(Lookup lookup, long maxBroadcastBytes) {
    String size =
        "lookup has %,d rows and %,d bytes, the bound is %,d bytes (lookup.max-broadcast-bytes)"
            .formatted(lookup.rowCount(), lookup.bytes(), maxBroadcastBytes);
    return new JoinChoice(!lookup.spilled(), size);
  }

  /** {@code broadcast} or {@code shuffle}. */
  public String word() {
    return broadcast ? "broadcast" : "shuffle";
  }
}
