/**
 * The difference between what the curated table holds and what it should hold, and the words in
 * which it is told. Pure Java: no Spark, no Delta, no I/O.
 */
package dev.deltaenrich.plan;
