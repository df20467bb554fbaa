package dev.deltaenrich.lineage;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.deltaenrich.plan.MatchCounts;
import dev.deltaenrich.plan.RunRecord;

/**
 * One of the lookups with names of a commit.
 *
 * @param name its name
 * @param table the table the lookup snapshot was taken of
 * @param snapshot the lookup snapshot's id
 * @param matched of the rows that the commit made, those whose key is in the lookup
 * @param nullKey of these, rows without a key
 * @param nullTime of these, rows whose key is in the lookup, and which have no time
 * @param outsideValidity of these, rows whose key is in the lookup, and at whose time none of its
 *     rows is valid
 * @param unknownKey of these, rows with a key that is not in the lookup
 * @param matchRate matched rows among those with a key, 0 to 1
 */
public record ListedLookup(
    String name,
    String table,
    String snapshot,
    long matched,
    long nullKey,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) long nullTime,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) long outsideValidity,
    long unknownKey,
    double matchRate) {

  static ListedLookup of(RunRecord.OfLookup lookup) {
    MatchCounts counts = lookup.counts();
    return new ListedLookup(
        lookup.name(),
        lookup.lookup().table(),
        lookup.lookup().snapshot(),
        counts.matched(),
        counts.nullKey(),
        counts.nullTime(),
        counts.outsideValidity(),
        counts.unknownKey(),
        counts.matchRate());
  }
}
