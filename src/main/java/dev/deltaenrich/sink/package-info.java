/** The curated table and its one commit, and the history of lookups beside it. */
package dev.deltaenrich.sink;
