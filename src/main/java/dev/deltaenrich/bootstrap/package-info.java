/** Creates and seeds the reference tables and, for a demonstration, buckets and raw data. */
package dev.deltaenrich.bootstrap;
