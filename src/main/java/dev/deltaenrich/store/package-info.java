/**
 * Requests to S3 that Hadoop has no operation for. What differs between Hadoop's lines, the AWS SDK
 * above all, stands in the classes of {@code src/main/hadoop-3.3} and {@code src/main/hadoop-3.4},
 * which have the same names; everything else of the program knows {@link
 * dev.deltaenrich.store.ObjectStore} alone.
 */
package dev.deltaenrich.store;
