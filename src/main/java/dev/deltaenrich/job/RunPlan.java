package dev.deltaenrich.job;

import dev.deltaenrich.plan.Batch;
import dev.deltaenrich.plan.Plan;
import java.util.List;

/**
 * What a run is about to do.
 *
 * @param files what has to happen to the target's files
 * @param batches the same, cut into commits; at least one, which may be empty
 * @param schema the columns the target is to have
 * @param step what becomes of those it has
 * @param creates whether there is no target yet
 */
record RunPlan(
    Plan files, List<Batch> batches, CuratedSchema schema, SchemaStep step, boolean creates) {

  /** Whether the target is what it should be, and its log says so. */
  boolean nothingToDo() {
    return files.changesNoFile() && !needsCommit();
  }

  /** Whether there is something to commit even if no file is made or taken away. */
  boolean needsCommit() {
    return files.unrecorded() || step != SchemaStep.NONE || creates;
  }
}
