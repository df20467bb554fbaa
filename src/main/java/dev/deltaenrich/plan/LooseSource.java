package dev.deltaenrich.plan;

/** A raw file that no curated file holds, and why. */
record LooseSource(SourceFile source, Reason reason) {}
