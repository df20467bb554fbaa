/** The rule as a join, and the rewrite producer that runs it in Spark. */
package dev.deltaenrich.enrich;
