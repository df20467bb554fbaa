package dev.deltaenrich.maintenance;

import java.util.OptionalLong;

/**
 * What a vacuum is told.
 *
 * @param dryRun whether it only says what it would delete
 * @param retentionHours hours that a file stays which the newest version does not name; empty: what
 *     the table asks for, and at least {@link Retention#SAFE}
 * @param allowShortRetention whether fewer hours than that may be asked for
 */
public record VacuumOptions(
    boolean dryRun, OptionalLong retentionHours, boolean allowShortRetention) {}
