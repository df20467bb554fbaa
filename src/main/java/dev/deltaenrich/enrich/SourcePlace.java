package dev.deltaenrich.enrich;

import dev.deltaenrich.plan.PlannedFile;
import dev.deltaenrich.plan.SourceFile;
import java.io.Serializable;

/**
 * A source and the file its rows go into.
 *
 * @param planned the file to make
 * @param source one of its sources
 */
record SourcePlace(PlannedFile planned, SourceFile source) implements Serializable {}
