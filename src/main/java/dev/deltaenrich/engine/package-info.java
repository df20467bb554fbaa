/**
 * What is particular to this Spark, this Delta and this Hadoop: the session, the tables' logs,
 * files, and the exceptions they throw. A later release of any of them is met here.
 */
package dev.deltaenrich.engine;
