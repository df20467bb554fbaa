package dev.deltaenrich.store;

import java.time.Instant;
import java.util.Map;

/**
 * What a store says of an object (S3 API, "HeadObject").
 *
 * @param etag tells the object from one that is written over it
 * @param bytes its size
 * @param modified when it was written, to the second
 * @param userMetadata what its writer noted, by names without {@code x-amz-meta-}
 */
public record StoredObject(
    String etag, long bytes, Instant modified, Map<String, String> userMetadata) {}
