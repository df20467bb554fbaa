package dev.deltaenrich.source;

import java.util.List;
import java.util.Optional;

/**
 * What PostgreSQL held, of each database at one moment.
 *
 * @param controls the switches
 * @param lookups the lookups in the order of the settings; absent when the controls switch the job
 *     off
 */
public record Reference(Controls controls, Optional<List<Lookup>> lookups) {}
