/**
 * A Delta table opened: its files, versions and rows. Logs are read by {@link
 * dev.deltaenrich.engine.log}, and rows here.
 */
package dev.deltaenrich.engine.table;
