package dev.deltaenrich.plan;

import java.io.Serializable;

/**
 * The rows of a curated file's sources that have no match, as a file of the quarantine. It has the
 * path below the quarantine's folder that the curated file has below its table's.
 *
 * @param rows its rows; at least one
 * @param bytes its size
 * @param modificationTime milliseconds since 1970
 * @param statistics the add action's {@code stats}
 */
public record QuarantinedFile(long rows, long bytes, long modificationTime, String statistics)
    implements Serializable {}
