/**
 * What the tables themselves tell of their past, read-only: which runs made the curated table, what
 * a row's new values came from, and which keys were unknown.
 */
package dev.deltaenrich.lineage;
