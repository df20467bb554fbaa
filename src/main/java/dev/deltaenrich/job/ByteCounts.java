package dev.deltaenrich.job;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.deltaenrich.plan.FileTags;
import dev.deltaenrich.plan.ProducedFile;

/**
 * Bytes that making files took.
 *
 * @param read bytes of the raw files some of whose pages were decoded and encoded
 * @param copied bytes of the raw files that were copied as they are
 * @param moved bytes that went through the job, in and out
 * @param written bytes of the files made
 */
public record ByteCounts(
    @JsonProperty("Read") long read,
    @JsonProperty("Copied") long copied,
    @JsonProperty("Moved") long moved,
    @JsonProperty("Written") long written) {
  static final ByteCounts NONE = new ByteCounts(0, 0, 0, 0);

  /** With those of one file more. */
  ByteCounts plus(ProducedFile file) {
    long ofRaw = file.planned().bytes();
    boolean rewritten = file.producer().equals(FileTags.REWRITTEN);
    return new ByteCounts(
        read + (rewritten ? ofRaw : 0),
        copied + (rewritten ? 0 : ofRaw),
        moved + file.bytesMoved(),
        written + file.bytes());
  }
}
