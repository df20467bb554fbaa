package dev.deltaenrich.plan;

import java.util.List;

/**
 * What one commit does: whole files, and with each what it stands in for.
 *
 * @param add files to make
 * @param remove active files that have no place any more
 */
public record Batch(List<PlannedFile> add, List<RemovedFile> remove) {
  /** Copies the lists. */
  public Batch {
    add = List.copyOf(add);
    remove = List.copyOf(remove);
  }
}
