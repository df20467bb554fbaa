package dev.deltaenrich.engine.log;

import java.util.OptionalInt;

/**
 * Where a log has the deleted rows of a file (Delta PROTOCOL, "Deletion Vectors").
 *
 * @param storageType how {@code place} is to be read
 * @param place where the vector is, or the vector itself
 * @param offset where the vector begins in its file
 * @param sizeInBytes its size
 * @param cardinality how many rows are deleted
 */
public record DeletionVector(
    String storageType, String place, OptionalInt offset, int sizeInBytes, long cardinality) {
  /** What tells it from others (Delta PROTOCOL, "Derived Fields"). */
  public String uniqueId() {
    String file = storageType + place;
    return offset.isPresent() ? file + "@" + offset.getAsInt() : file;
  }
}
