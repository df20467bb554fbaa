package dev.deltaenrich.enrich;

import dev.deltaenrich.plan.PlannedFile;
import dev.deltaenrich.splice.PreparedLookup;
import java.util.List;
import java.util.Optional;

/**
 * A planned file with what is looked up for it.
 *
 * @param planned the file
 * @param lookups of each lookup at least the rows of all the file's keys; empty when these take
 *     more memory than a task may have for them
 */
record FileLookup(PlannedFile planned, Optional<List<PreparedLookup>> lookups) {}
