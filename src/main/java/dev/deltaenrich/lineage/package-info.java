/**
 * What the tables themselves tell of their past, read-only: which runs made the curated table, and
 * what a row's new values came from.
 */
package dev.deltaenrich.lineage;
