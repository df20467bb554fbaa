package dev.deltaenrich.store;

import java.util.List;
import org.apache.hadoop.fs.FileStatus;

/**
 * One answer to a request for a list.
 *
 * @param found files and folders, in the order of their names among their kind
 * @param next what the request for the next page names; null on the last one
 */
record ListedPage(List<FileStatus> found, String next) {}
