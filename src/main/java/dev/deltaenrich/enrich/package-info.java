/** The rule applied to raw files: which task makes which curated file, of what. */
package dev.deltaenrich.enrich;
