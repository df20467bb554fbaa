package dev.deltaenrich.plan;

import java.util.List;

/** Decides which curated files to make, keep and remove. Holds no state. */
public final class Planner {
  private static final String WHOLE_TABLE = "whole table";

  private Planner() {}

  /**
   * Makes every file anew, one per raw file, and removes all that is there.
   *
   * @param raw the raw table's active files
   * @param curated the curated table's active files
   */
  public static Plan wholeTable(List<SourceFile> raw, List<CuratedFile> curated) {
    List<PlannedFile> add =
        raw.stream().map(file -> new PlannedFile(List.of(file), WHOLE_TABLE)).toList();
    return new Plan(add, List.of(), curated);
  }
}
