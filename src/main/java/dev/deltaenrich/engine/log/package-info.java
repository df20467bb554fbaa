/**
 * A Delta table's log read and written file by file, without Spark SQL: a cold query over a log of
 * a few lines takes longer than the work of a whole run.
 */
package dev.deltaenrich.engine.log;
