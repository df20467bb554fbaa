package dev.deltaenrich.job;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A table at a version.
 *
 * @param path its folder
 * @param version -1 where the table was not read, or is not there
 */
public record TableVersion(
    @JsonProperty("Path") String path, @JsonProperty("Version") long version) {
  static TableVersion unread(String path) {
    return new TableVersion(path, -1);
  }
}
