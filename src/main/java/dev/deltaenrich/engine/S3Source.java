package dev.deltaenrich.engine;

import org.apache.hadoop.fs.Path;

/**
 * A file that a store may copy parts of.
 *
 * @param objects its bucket
 * @param path where it stands
 * @param etag what tells it from a file that is written over it
 * @param bytes its size
 * @param way from and to where the store is to copy
 */
record S3Source(S3Objects objects, Path path, String etag, long bytes, String way) {}
