package dev.deltaenrich.engine.log;

import java.time.Instant;
import java.util.Optional;

/**
 * What one log entry says of itself (Delta PROTOCOL, "Commit Provenance Information").
 *
 * @param version the version it made
 * @param time when, by the writer's clock; the entry's own time where the writer did not say
 * @param operation what was done, in its writer's word; empty where the writer did not say
 * @param userMetadata what the writer wanted to be kept with it
 * @param added files that it adds
 * @param removed files that it removes
 */
public record RecordedEntry(
    long version,
    Instant time,
    Optional<String> operation,
    Optional<String> userMetadata,
    int added,
    int removed) {}
